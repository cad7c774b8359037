import { independentSum } from '../stats/independent-sum.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import { widened } from '../study/contender.ts';
import type { RunObjective } from '../study/objective.ts';
import type { LogRatio } from '../study/trial.ts';
import type { LogRatios } from './contest.ts';

/** A log-ratio as an estimate of a mean. */
export function estimateOf({ value, standardError, degreesOfFreedom }: LogRatio): MeanEstimate {
  return { mean: value, standardError, degreesOfFreedom };
}

/** Log-ratios measured in one session, by objective, with errors that account for how far sessions may differ. */
export function widenedRatios(ratios: LogRatios): LogRatios {
  const entries = Object.entries(ratios) as [RunObjective, LogRatio][];
  return Object.fromEntries(
    entries.map(([objective, ratio]) => [objective, widened(ratio)]),
  ) as unknown as LogRatios;
}

/**
 * Where a configuration of a variant stands on the scale of its contest: where the variant's default stands there, plus
 * how far the configuration is from that default.
 */
export function strengthOf(standard: LogRatio, own: LogRatio): MeanEstimate {
  return independentSum(estimateOf(standard), estimateOf(own));
}
