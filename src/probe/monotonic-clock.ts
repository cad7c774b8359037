import type { Clock } from '../core/clock.ts';

/** Milliseconds on the machine's monotonic clock: comparable between processes, unlike `performance.now()`. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The same as a port. */
export const monotonicClock: Clock = { now: monotonicMs };
