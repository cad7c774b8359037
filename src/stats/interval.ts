import type { Estimate } from '../core/estimate.ts';
import { studentTQuantile } from './student-t.ts';

/**
 * Student's interval mean ± t * standardError at the given level. An infinite error or no degrees of freedom give
 * infinite bounds ("not known"); an error of 0 gives the point itself.
 */
export function tInterval(
  mean: number,
  standardError: number,
  degreesOfFreedom: number,
  level = 0.95,
): Estimate {
  if (standardError === 0) return { value: mean, low: mean, high: mean };
  if (!(degreesOfFreedom > 0) || !Number.isFinite(standardError)) {
    return { value: mean, low: -Infinity, high: Infinity };
  }
  const half = studentTQuantile((1 + level) / 2, degreesOfFreedom) * standardError;
  return { value: mean, low: mean - half, high: mean + half };
}

/** A log-ratio and its bounds as a ratio: 0 becomes 1, unknown bounds become 0 and infinity. */
export function logEstimateToRatio(estimate: Estimate): Estimate {
  return {
    value: Math.exp(estimate.value),
    low: Math.exp(estimate.low),
    high: Math.exp(estimate.high),
  };
}
