import type { Estimate } from '../core/estimate.ts';
import { logEstimateToRatio, tInterval } from '../stats/interval.ts';
import { isPlausible } from './check-constraints.ts';
import type { Objective } from './objective.ts';
import { type LogRatio, type Measurement, ratioOf, type Trial } from './trial.ts';

export type MeasuredTrial = Exclude<Trial, { readonly status: 'failed' }>;

/** Trials with a measurement. */
export function measuredTrials(trials: readonly Trial[]): readonly MeasuredTrial[] {
  return trials.filter((t) => t.status !== 'failed');
}

/** Objective relative to the reference (1 = the same) with its 95 % interval. */
export function relativeOf(ratio: LogRatio): Estimate {
  return logEstimateToRatio(tInterval(ratio.value, ratio.standardError, ratio.degreesOfFreedom));
}

/** Orders what is equally good: under a load, what takes less of the CPU comes first. */
export function lighter(a: Measurement, b: Measurement): number {
  return (a.load?.cpuCores ?? 0) - (b.load?.cpuCores ?? 0);
}

/** Trials that could be recommended, best first: measured, and no constraint known to be broken. Prices tie often: see `lighter`. */
export function rankedTrials(
  trials: readonly Trial[],
  objective: Objective,
): readonly MeasuredTrial[] {
  return measuredTrials(trials)
    .filter((t) => isPlausible(t.violations))
    .sort(
      (a, b) =>
        ratioOf(b.measurement.logRatio, objective).value -
          ratioOf(a.measurement.logRatio, objective).value || lighter(a.measurement, b.measurement),
    );
}
