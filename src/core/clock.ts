/** Monotonic time in ms, shared by all processes of a machine; its zero has no meaning. */
export interface Clock {
  now(): number;
}
