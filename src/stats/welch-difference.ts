import type { Estimate } from '../core/estimate.ts';
import { tInterval } from './interval.ts';
import type { MeanEstimate } from './mean-estimate.ts';

/**
 * Interval for a − b of two independent means whose errors differ, with the degrees of freedom of Welch and
 * Satterthwaite (1946). Two errors of 0 give the point itself; an unknown error gives infinite bounds.
 */
export function welchDifference(a: MeanEstimate, b: MeanEstimate, level = 0.95): Estimate {
  const varianceA = a.standardError ** 2;
  const varianceB = b.standardError ** 2;
  const variance = varianceA + varianceB;
  const spread = part(varianceA, a.degreesOfFreedom) + part(varianceB, b.degreesOfFreedom);
  return tInterval(a.mean - b.mean, Math.sqrt(variance), variance ** 2 / spread, level);
}

/** A mean known exactly adds nothing, whatever its degrees of freedom. */
function part(variance: number, degreesOfFreedom: number): number {
  return variance === 0 ? 0 : variance ** 2 / degreesOfFreedom;
}
