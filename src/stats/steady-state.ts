import { median } from './median.ts';

/** Fewest runs and least time (ms) before warm-up may be called over; many runs stand in for the time. */
const MIN_RUNS = 3;
const MIN_MS = 50;
const ENOUGH_RUNS = 500;

/** Drift of the median that is let pass: 5 %, below what one slice can resolve. */
const DRIFT = 0.05;
/** Spread of single runs assumed at least, so that two windows of one run each are not asked to agree to 5 %. */
const MIN_SPREAD = 0.03;

/** Robust standard deviation of both windows about their own medians. */
function spreadWithin(...windows: readonly (readonly number[])[]): number {
  const deviations = windows.flatMap((window) => {
    const centre = median(window);
    return window.map((value) => Math.abs(value - centre));
  });
  return 1.4826 * median(deviations);
}

/**
 * Whether warm-up is over, given the times of all runs since the session was made, in ms and in order (the first, slow
 * run may be among them).
 *
 * The rule: at least 3 runs that took at least 50 ms together (or 500 runs); then the medians of the last third and
 * of the third before it must agree within 5 % plus twice the standard error of their difference. Windows that grow
 * with the series make the same rule fit a model of seconds (windows of one run) and of microseconds (hundreds);
 * medians keep single hiccups out. Slowing down counts as drift like speeding up (a CPU that leaves its turbo).
 * A machine that never settles never satisfies it: the caller caps the time.
 */
export function warmedUp(runTimesMs: readonly number[]): boolean {
  const n = runTimesMs.length;
  if (n < MIN_RUNS) return false;
  const total = runTimesMs.reduce((sum, ms) => sum + ms, 0);
  if (total < MIN_MS && n < ENOUGH_RUNS) return false;
  const size = Math.floor(n / 3);
  const logs = runTimesMs.slice(n - 2 * size).map((ms) => Math.log(Math.max(ms, 1e-6)));
  const before = logs.slice(0, size);
  const last = logs.slice(size);
  const spread = Math.max(MIN_SPREAD, spreadWithin(before, last));
  // Standard error of a median: 1.2533 sigma / sqrt(n) for normal data.
  const error = 1.2533 * spread * Math.sqrt(2 / size);
  return Math.abs(median(last) - median(before)) <= DRIFT + 2 * error;
}
