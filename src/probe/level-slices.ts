import { overlapMs } from '../stats/overlap-count.ts';
import type { SliceRecord } from '../study/trial.ts';
import { fitShapeTimes, type ShapeTally, type SpanTally } from './shape-times.ts';
import type { RunTimes } from './slice-window.ts';

/** Runs of one instance with the lengths they ran at, negative on the first run at a length. */
interface MixedRuns extends RunTimes {
  readonly shapes: ArrayLike<number>;
}

/** One slice of runs that differ in length, before it is known what they are worth. */
export interface MixedSlice {
  readonly round: number;
  readonly atMs: number;
  readonly windowMs: number;
  /** Time inside the window spent in runs over all instances, ms. */
  readonly busyMs: number;
  /** Runs inside the window. First runs at a length are left out: they allocate, which a service does once. */
  readonly inWindow: SpanTally;
  /** All runs of the slice, by length. */
  readonly all: ReadonlyMap<number, number>;
  /** CPU time of all runs of the slice, ms. */
  readonly cpuMs: number;
}

/** Puts the runs of a slice together by length. */
export function mixedSlice(
  instances: readonly MixedRuns[],
  window: { readonly from: number; readonly to: number },
  rest: Pick<MixedSlice, 'round' | 'atMs' | 'busyMs' | 'cpuMs'>,
): MixedSlice {
  const inWindow = new Map<number, ShapeTally>();
  const all = new Map<number, number>();
  const { from, to } = window;
  for (const { starts, ends, shapes } of instances) {
    for (let i = 0; i < ends.length; i++) {
      const shape = shapes[i] ?? 0;
      const length = Math.abs(shape);
      all.set(length, (all.get(length) ?? 0) + 1);
      const [start, end] = [starts[i] ?? 0, ends[i] ?? 0];
      const ms = overlapMs(start, end, from, to);
      if (shape < 0 || ms <= 0) continue;
      const before = inWindow.get(length) ?? { runs: 0, ms: 0 };
      inWindow.set(length, { runs: before.runs + ms / (end - start), ms: before.ms + ms });
    }
  }
  return { ...rest, windowMs: to - from, inWindow, all };
}

/**
 * Slices in units of average runs. Which batches fall into a slice is chance: counted as they are, runs that differ in cost
 * would make slices incomparable, and the mean of their logarithms too high (a slice of cheap runs gains more than one of
 * dear runs loses). So the time of a run at each length is worked out from all slices and the warm-up together, apart from
 * how fast the machine was in each; and a slice counts for what its runs would be worth at the machine's usual pace, as a
 * multiple of the mean run of the cycle. What is left between slices is the machine. Slices without a run that counts are
 * left out.
 *
 * @param warmUps Time of a run at each length in the warm-up of each instance, ms.
 * @param cycle Length of every run of the whole cycle.
 */
export function levelSlices(
  slices: readonly MixedSlice[],
  warmUps: readonly ReadonlyMap<number, number>[],
  cycle: readonly number[],
): readonly SliceRecord[] {
  const warm = warmUps.map(
    (times): SpanTally => new Map([...times].map(([length, ms]) => [length, { runs: 1, ms }])),
  );
  const { timeAt, slowness } = fitShapeTimes([...slices.map((s) => s.inWindow), ...warm]);
  const usualMs = cycle.reduce((sum, length) => sum + timeAt(length), 0) / cycle.length;
  return slices.flatMap((slice, s) => {
    const slow = slowness[s] ?? null;
    if (slow === null) return [];
    const { round, atMs, windowMs, busyMs, cpuMs, all } = slice;
    const runMs = slow * usualMs;
    let worth = 0;
    for (const [length, runs] of all) worth += (runs * timeAt(length)) / usualMs;
    return [{ round, atMs, windowMs, runs: busyMs / runMs, runMs, cpuMsPerRun: cpuMs / worth }];
  });
}
