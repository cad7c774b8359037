/** Longest warm-up of one member, in ms; most are over far sooner. */
export const WARM_UP_MS = 1500;

/** A session is given at least this long to be created, whatever is left of the heat, in ms. */
export const MIN_TIMEOUT_MS = 3000;
