import { expNegative } from './exp-negative.ts';

/** `number`: differences mean something; `category`: only equal or not. */
export type FeatureKind = 'number' | 'category';

/** What a Gaussian process takes for granted of the function behind the data. */
export interface Hyperparameters {
  /** Prior variance of the function around its mean. */
  readonly signalVariance: number;
  /**
   * One per feature, above 0. Of a number, the length scale: how far apart, in its own unit, values are nearly unrelated. Of
   * a category, the rate θ: different values multiply the covariance by exp(-θ).
   */
  readonly scales: readonly number[];
  /** Variance that every observation has beyond its own known noise, as from session to session. */
  readonly noiseVariance: number;
  /** Prior variance of the constant mean, which is integrated out; 0 where the mean is known to be 0. */
  readonly meanVariance: number;
}

/** Matérn's correlation with ν = 5/2 times exp(-`decay`), at scaled squared distance `squared` (Rasmussen & Williams, eq. 4.17). */
export function correlation(squared: number, decay: number): number {
  const a = Math.sqrt(5 * squared);
  return (1 + a + (a * a) / 3) * expNegative(a + decay);
}

/**
 * Prior covariance of points `xs` (columns) with `rows`: row-major `rows.length` × `xs.length`, the constant mean's
 * share included.
 */
export function crossCovariance(
  features: readonly FeatureKind[],
  { signalVariance, scales, meanVariance }: Hyperparameters,
  rows: readonly (readonly number[])[],
  xs: readonly (readonly number[])[],
): Float64Array {
  const m = xs.length;
  const columns = features.map((_, d) => Float64Array.from(xs, (x) => x[d] ?? Number.NaN));
  const covariance = new Float64Array(rows.length * m);
  const squared = new Float64Array(m);
  const decay = new Float64Array(m);
  rows.forEach((row, i) => {
    squared.fill(0);
    decay.fill(0);
    features.forEach((kind, d) => {
      const at = row[d] ?? Number.NaN;
      const column = columns[d] as Float64Array;
      const scale = scales[d] as number;
      if (kind === 'number') addSquares(squared, column, at, 1 / scale);
      else addMismatches(decay, column, at, scale);
    });
    const offset = i * m;
    for (let c = 0; c < m; c++) {
      covariance[offset + c] =
        signalVariance * correlation(squared[c] as number, decay[c] as number) + meanVariance;
    }
  });
  return covariance;
}

function addSquares(sum: Float64Array, column: Float64Array, at: number, inverse: number): void {
  for (let c = 0; c < sum.length; c++) {
    const gap = ((column[c] as number) - at) * inverse;
    sum[c] = (sum[c] as number) + gap * gap;
  }
}

function addMismatches(sum: Float64Array, column: Float64Array, at: number, rate: number): void {
  for (let c = 0; c < sum.length; c++) {
    if (column[c] !== at) sum[c] = (sum[c] as number) + rate;
  }
}
