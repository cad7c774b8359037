import { median } from './median.ts';

/** Fewest runs and least time (ms) of warm-up; a slow model may do with fewer runs, a very fast one with less time. */
const ORDINARY = { runs: 12, ms: 100 };
const SLOW = { runs: 3, ms: 1000 };
const FAST = { runs: 500, ms: 0 };

/** Drift of the median that is let pass, below what one slice can resolve. */
const DRIFT = 0.02;
/** Spread of single runs assumed at least, so that two windows of one run each are not asked to agree to 2 %. */
const MIN_SPREAD = 0.02;

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
 * The rule: at least 12 runs and 100 ms (or 3 runs that took a second, or 500 runs); then the medians of the last third and
 * of the third before it must agree within 2 % plus the standard error of their difference. Windows that grow with the
 * series make the same rule fit a model of seconds (windows of one run) and of microseconds (hundreds); medians keep
 * single hiccups out. Slowing down counts as drift like speeding up (a CPU that leaves its turbo).
 * A machine that never settles never satisfies it: the caller caps the time. It costs one sort of the later two thirds.
 */
export function warmedUp(runTimesMs: readonly number[]): boolean {
  const n = runTimesMs.length;
  const total = runTimesMs.reduce((sum, ms) => sum + ms, 0);
  if (![ORDINARY, SLOW, FAST].some(({ runs, ms }) => n >= runs && total >= ms)) return false;
  const size = Math.floor(n / 3);
  const logs = runTimesMs.slice(n - 2 * size).map((ms) => Math.log(Math.max(ms, 1e-6)));
  const before = logs.slice(0, size);
  const last = logs.slice(size);
  const spread = Math.max(MIN_SPREAD, spreadWithin(before, last));
  // Standard error of a median: 1.2533 sigma / sqrt(n) for normal data.
  const error = 1.2533 * spread * Math.sqrt(2 / size);
  return Math.abs(median(last) - median(before)) <= DRIFT + error;
}
