import { independentSum, negated } from '../stats/independent-sum.ts';
import { tInterval } from '../stats/interval.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import { isPlausible } from '../study/check-constraints.ts';
import { widened } from '../study/contender.ts';
import { measuredTrials } from '../study/incumbent.ts';
import type { RunObjective } from '../study/objective.ts';
import type { LogRatio, Trial } from '../study/trial.ts';
import { strengthOf } from './strength.ts';

/** Trials before which nothing is given up: the default and a heat of challengers. */
const LEAST_TRIALS = 5;
/**
 * How many times slower than the best variant the best trial must be to be given up where it meets the constraints: the search
 * may still find something better, as may that of the other.
 */
const BEHIND = 1.5;

/** What is known of a variant while it is tuned. */
export interface Underway {
  readonly trials: readonly Trial[];
  /** Where its default stands on the scale of the contest. */
  readonly standard: LogRatio;
}

/**
 * Why a variant need not be tuned any further: its best so far is slower than the best variant beyond doubt (95 %), and either
 * meets no constraint as well or is far behind. null where there is still hope. `best` is the best feasible variant so
 * far on the same scale.
 */
export function hopelessBecause(
  { trials, standard }: Underway,
  best: MeanEstimate,
  objective: RunObjective,
): string | null {
  const measured = measuredTrials(trials);
  if (trials.length < LEAST_TRIALS || measured.length === 0) return null;
  const behind = measured.map(({ measurement }) => {
    const own = strengthOf(standard, widened(measurement.logRatio[objective]));
    const { mean, standardError, degreesOfFreedom } = independentSum(own, negated(best));
    return tInterval(mean, standardError, degreesOfFreedom).high;
  });
  const nearest = Math.max(...behind);
  const after = `given up after ${trials.length} trials`;
  if (nearest < -Math.log(BEHIND)) return `${after}, all far slower than the best variant`;
  const isFeasible = measured.some((t) => isPlausible(t.violations));
  if (nearest < 0 && !isFeasible) {
    return `${after}, all slower than the best variant and against the constraints`;
  }
  return null;
}
