import type { Estimate } from '../core/estimate.ts';

/** Half the width of a 95 % interval, in standard deviations. */
const NORMAL_95 = 1.96;

/** The 95 % interval of a normal belief. */
export function normalInterval(mean: number, deviation: number): Estimate {
  const half = NORMAL_95 * deviation;
  return { value: mean, low: mean - half, high: mean + half };
}
