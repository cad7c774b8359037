import type { Estimate } from '../core/estimate.ts';
import { tInterval } from './interval.ts';
import type { MeanEstimate } from './mean-estimate.ts';

/**
 * Interval for the candidate that looked best among `rivals + 1`, from the same data that made it look best.
 * Selection flatters the winner (the winner's curse), so the lower bound is taken at Bonferroni's stricter level for
 * all candidates; nothing pushes a winner down, so the upper bound stays as it is. Covers with at least `level`
 * whatever the true values; the point estimate is left alone. Source: Benjamini & Yekutieli (2005), false coverage rate.
 */
export function winnerInterval(winner: MeanEstimate, rivals: number, level = 0.95): Estimate {
  const { mean, standardError, degreesOfFreedom } = winner;
  const strict = 1 - (1 - level) / (rivals + 1);
  const { low } = tInterval(mean, standardError, degreesOfFreedom, strict);
  const { high } = tInterval(mean, standardError, degreesOfFreedom, level);
  return { value: mean, low, high };
}
