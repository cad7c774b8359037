import type { SpaceLoad } from './space-request.ts';

/** Queueing delays to try where no bound on latency says how long a request may wait, ms. */
const DELAYS_MS = [0, 1, 5, 20];
/** Delays as shares of the tightest bound: to wait longer than a quarter of it leaves too little for the run. */
const DELAY_SHARES = [1 / 50, 1 / 10, 1 / 4];
/** Requests come in bursts: within a bound twice as many as on average may come together. */
const BURST = 2;

/** The delays of the dynamic batcher worth trying under a load, ms, ascending, 0 among them, below the deadline. */
export function queueDelays({ tightestBoundMs, deadlineMs }: SpaceLoad): readonly number[] {
  const delays =
    tightestBoundMs === null
      ? DELAYS_MS
      : DELAY_SHARES.map((share) => Number((share * tightestBoundMs).toPrecision(1)));
  const inTime = delays.filter((delay) => delay < (deadlineMs ?? Infinity));
  return [...new Set([0, ...inTime])].sort((a, b) => a - b);
}

/**
 * The most requests that can be together in one run: all clients of a closed load, and of an open one those that arrive
 * within the tightest bound. Infinite where nothing limits them.
 */
export function largestGathering({ clients, ratePerS, tightestBoundMs }: SpaceLoad): number {
  if (clients !== null) return clients;
  if (ratePerS === null || tightestBoundMs === null) return Infinity;
  return Math.max(1, Math.ceil((BURST * ratePerS * tightestBoundMs) / 1000));
}
