import { expNegative } from './exp-negative.ts';
import { type Factor, factorsOf } from './point-factors.ts';

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

/** Fewer points than this are compared one by one: laying them out would take longer. */
const FEW = 32;

/**
 * Prior covariance of points `xs` (columns) with `rows`: row-major `rows.length` × `xs.length`, the constant mean's
 * share included. Matérn's covariance with ν = 5/2 (Rasmussen & Williams, eq. 4.17) times exp(-θ) for each category that differs.
 */
export function crossCovariance(
  features: readonly FeatureKind[],
  hyperparameters: Hyperparameters,
  rows: readonly (readonly number[])[],
  xs: readonly (readonly number[])[],
): Float64Array {
  const m = xs.length;
  const covariance = new Float64Array(rows.length * m);
  const measures = measuresOf(features, hyperparameters);
  if (m < FEW) {
    rows.forEach((row, i) => {
      xs.forEach((x, c) => {
        covariance[i * m + c] = covarianceOf(measures, row, x);
      });
    });
    return covariance;
  }
  const { numbers, categories } = factorsOf(features, xs);
  const near = new Float64Array(numbers.distinct.length);
  const alike = new Float64Array(categories.distinct.length);
  rows.forEach((row, i) => {
    numbers.distinct.forEach((x, t) => {
      near[t] = measures.signal * matern(measures, row, x);
    });
    categories.distinct.forEach((x, t) => {
      alike[t] = expNegative(mismatch(measures, row, x));
    });
    multiply(
      covariance.subarray(i * m, i * m + m),
      measures.mean,
      [near, numbers],
      [alike, categories],
    );
  });
  return covariance;
}

/** Hyperparameters in the form that distances need, numbers and categories apart. */
interface Measures {
  readonly signal: number;
  readonly mean: number;
  /** Places of the features that are numbers, and 5 over the square of each one's length scale. */
  readonly numbers: readonly number[];
  readonly weights: readonly number[];
  /** Places of the categories, and θ of each. */
  readonly categories: readonly number[];
  readonly rates: readonly number[];
}

function measuresOf(
  features: readonly FeatureKind[],
  { signalVariance, scales, meanVariance }: Hyperparameters,
): Measures {
  const numbers = placesOf(features, 'number');
  const categories = placesOf(features, 'category');
  return {
    signal: signalVariance,
    mean: meanVariance,
    numbers,
    weights: numbers.map((d) => 5 / (scales[d] as number) ** 2),
    categories,
    rates: categories.map((d) => scales[d] as number),
  };
}

function placesOf(features: readonly FeatureKind[], kind: FeatureKind): readonly number[] {
  const places: number[] = [];
  for (let d = 0; d < features.length; d++) if (features[d] === kind) places.push(d);
  return places;
}

function covarianceOf(measures: Measures, a: readonly number[], b: readonly number[]): number {
  const share = matern(measures, a, b) * expNegative(mismatch(measures, a, b));
  return measures.signal * share + measures.mean;
}

/** Matérn's correlation over the numbers. */
function matern(
  { numbers, weights }: Measures,
  a: readonly number[],
  b: readonly number[],
): number {
  let squared = 0;
  for (let k = 0; k < numbers.length; k++) {
    const d = numbers[k] as number;
    const gap = (a[d] as number) - (b[d] as number);
    squared += (weights[k] as number) * gap * gap;
  }
  const r = Math.sqrt(squared);
  return (1 + r + squared / 3) * expNegative(r);
}

/** Sum of the rates of the categories that differ. */
function mismatch(
  { categories, rates }: Measures,
  a: readonly number[],
  b: readonly number[],
): number {
  let decay = 0;
  for (let k = 0; k < categories.length; k++) {
    const d = categories[k] as number;
    if (a[d] !== b[d]) decay += rates[k] as number;
  }
  return decay;
}

/** constant + near[…] · alike[…] of every point: the covariance is a product, and few of either factor are different. */
function multiply(
  covariance: Float64Array,
  constant: number,
  [near, { groups: byNumbers }]: readonly [Float64Array, Factor],
  [alike, { groups: byCategories }]: readonly [Float64Array, Factor],
): void {
  for (let c = 0; c < covariance.length; c++) {
    const product =
      (near[byNumbers[c] as number] as number) * (alike[byCategories[c] as number] as number);
    covariance[c] = constant + product;
  }
}
