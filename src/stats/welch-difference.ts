import type { Estimate } from '../core/estimate.ts';
import { independentSum, negated } from './independent-sum.ts';
import { tInterval } from './interval.ts';
import type { MeanEstimate } from './mean-estimate.ts';

/**
 * Interval for a − b of two independent means whose errors differ, with the degrees of freedom of Welch and
 * Satterthwaite (1946). Two errors of 0 give the point itself; an unknown error gives infinite bounds.
 */
export function welchDifference(a: MeanEstimate, b: MeanEstimate, level = 0.95): Estimate {
  const { mean, standardError, degreesOfFreedom } = independentSum(a, negated(b));
  return tInterval(mean, standardError, degreesOfFreedom, level);
}
