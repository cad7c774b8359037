import { runsInWindow } from '../stats/overlap-count.ts';

/** Starts and ends of the runs of one instance over one slice, in ms on the shared clock. */
export interface RunTimes {
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

/** What one slice of one configuration amounts to. */
export interface WindowCount {
  readonly from: number;
  readonly to: number;
  /** Runs of all instances inside the window, straddling ones by their share. */
  readonly runs: number;
  /** Times of the runs that lie wholly inside, ms. */
  readonly runTimesMs: readonly number[];
}

/**
 * After a switch the caches are cold: the first run is not counted, but at most this much of it, in ms. A cold cache is
 * refilled within milliseconds, so of a run of a second only its beginning is skipped.
 */
export const WARM_SKIP_MS = 60;

/**
 * Counts the runs of a slice over the window in which all instances were running: from the latest warm start to the
 * earliest last end. Returns null when there is no such window (an instance made too few runs).
 */
export function countWindow(instances: readonly RunTimes[]): WindowCount | null {
  const from = Math.max(
    ...instances.map((i) =>
      Math.min(i.ends[0] ?? Infinity, (i.starts[0] ?? Infinity) + WARM_SKIP_MS),
    ),
  );
  const to = Math.min(...instances.map((i) => i.ends[i.ends.length - 1] ?? -Infinity));
  if (!(to > from)) return null;
  let runs = 0;
  const runTimesMs: number[] = [];
  for (const { starts, ends } of instances) {
    runs += runsInWindow(starts, ends, from, to);
    for (let i = 0; i < ends.length; i++) {
      const start = starts[i] ?? 0;
      const end = ends[i] ?? 0;
      if (start >= from && end <= to) runTimesMs.push(end - start);
    }
  }
  return { from, to, runs, runTimesMs };
}
