/**
 * How far a configuration that cannot carry its load is said to lie from any bound on latency, as the log of bound over
 * latency: its times grow as long as one waits, so any number is a choice. Far enough that no search comes near.
 */
export const OVERLOADED_MARGIN = -2;
