import type { MeanEstimate } from './mean-estimate.ts';

/** Mean of a short stationary series with its standard error. */

export function correlatedMean(values: readonly number[]): MeanEstimate {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  if (n < 2) return { mean, standardError: Infinity, degreesOfFreedom: 0 };
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n), degreesOfFreedom: n - 1 };
}
