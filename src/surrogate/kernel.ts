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

/**
 * Prior covariance of points `xs` (columns) with `rows`: row-major `rows.length` × `xs.length`, the constant mean's
 * share included. Matérn's covariance with ν = 5/2 (Rasmussen & Williams, eq. 4.17) times exp(-θ) for each category that differs.
 */
export function crossCovariance(
  features: readonly FeatureKind[],
  { signalVariance, scales, meanVariance }: Hyperparameters,
  rows: readonly (readonly number[])[],
  xs: readonly (readonly number[])[],
): Float64Array {
  const m = xs.length;
  const gaps = features.map((kind, d) => gapsByValue(kind, scales[d] as number, rows, xs, d));
  const covariance = new Float64Array(rows.length * m);
  const squared = new Float64Array(m);
  const decay = new Float64Array(m);
  rows.forEach((row, i) => {
    squared.fill(0);
    decay.fill(0);
    features.forEach((kind, d) => {
      const gap = gaps[d]?.get(row[d] as number) as Float64Array;
      accumulate(kind === 'number' ? squared : decay, gap);
    });
    correlate(covariance.subarray(i * m, i * m + m), squared, decay, signalVariance, meanVariance);
  });
  return covariance;
}

/**
 * What one feature adds to every distance from a row, by the row's value: 5 × the squared scaled difference of numbers, θ for
 * categories that differ. Rows have few values of a knob, so sharing these is most of the speed.
 */
function gapsByValue(
  kind: FeatureKind,
  scale: number,
  rows: readonly (readonly number[])[],
  xs: readonly (readonly number[])[],
  d: number,
): ReadonlyMap<number, Float64Array> {
  const column = new Float64Array(xs.length);
  for (let c = 0; c < column.length; c++) column[c] = (xs[c] as readonly number[])[d] as number;
  const weight = 5 / scale ** 2;
  const gaps = new Map<number, Float64Array>();
  for (const row of rows) {
    const at = row[d] as number;
    if (gaps.has(at)) continue;
    gaps.set(at, kind === 'number' ? squares(column, at, weight) : mismatches(column, at, scale));
  }
  return gaps;
}

function squares(column: Float64Array, at: number, weight: number): Float64Array {
  const gaps = new Float64Array(column.length);
  for (let c = 0; c < gaps.length; c++) gaps[c] = weight * ((column[c] as number) - at) ** 2;
  return gaps;
}

function mismatches(column: Float64Array, at: number, rate: number): Float64Array {
  const gaps = new Float64Array(column.length);
  for (let c = 0; c < gaps.length; c++) gaps[c] = column[c] === at ? 0 : rate;
  return gaps;
}

function accumulate(sum: Float64Array, part: Float64Array): void {
  for (let c = 0; c < sum.length; c++) sum[c] = (sum[c] as number) + (part[c] as number);
}

function correlate(
  covariance: Float64Array,
  squared: Float64Array,
  decay: Float64Array,
  signalVariance: number,
  meanVariance: number,
): void {
  for (let c = 0; c < covariance.length; c++) {
    const a = Math.sqrt(squared[c] as number);
    const matern = (1 + a + (a * a) / 3) * expNegative(a + (decay[c] as number));
    covariance[c] = signalVariance * matern + meanVariance;
  }
}
