import type { Estimate } from '../core/estimate.ts';
import { logEstimateToRatio, tInterval } from '../stats/interval.ts';
import { isPlausible } from './check-constraints.ts';
import type { Objective } from './objective.ts';
import { type LogRatio, ratioOf, type Trial } from './trial.ts';

export type MeasuredTrial = Exclude<Trial, { readonly status: 'failed' }>;

/** Trials with a measurement. */
export function measuredTrials(trials: readonly Trial[]): readonly MeasuredTrial[] {
  return trials.filter((t) => t.status !== 'failed');
}

/** Objective relative to the reference (1 = the same) with its 95 % interval. */
export function relativeOf(ratio: LogRatio): Estimate {
  return logEstimateToRatio(tInterval(ratio.value, ratio.standardError, ratio.degreesOfFreedom));
}

/** Trials that could be recommended, best first: measured, and no constraint known to be broken. */
export function rankedTrials(
  trials: readonly Trial[],
  objective: Objective,
): readonly MeasuredTrial[] {
  return measuredTrials(trials)
    .filter((t) => isPlausible(t.violations))
    .sort((a, b) => objectiveOf(b, objective) - objectiveOf(a, objective));
}

function objectiveOf(trial: MeasuredTrial, objective: Objective): number {
  return ratioOf(trial.measurement.logRatio, objective).value;
}
