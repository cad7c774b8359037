import type { Random } from '../core/random.ts';

/** A joint normal distribution whose covariance is worked out row by row. */
export interface JointNormal {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly covarianceRow: (at: number) => Float64Array;
}

/** Share of the largest variance below which what points still have in common is left out. */
const TOLERANCE = 1e-6;

/**
 * One draw, by a pivoted Cholesky factorisation that ends once the rest of every variance is negligible (Harbrecht,
 * Peters & Schneider 2012): smooth functions need a few hundred columns, however many points there are, and a singular
 * covariance does no harm. The rest is drawn independently, so variances are exact.
 */
export function sampleNormal(
  { mean, variance, covarianceRow }: JointNormal,
  random: Random,
): Float64Array {
  const draw = mean.slice();
  const rest = variance.slice();
  const limit = TOLERANCE * variance.reduce((most, v) => Math.max(most, v), 0);
  const columns: Float64Array[] = [];
  while (columns.length < mean.length) {
    const pivot = indexOfLargest(rest);
    const left = rest[pivot] as number;
    if (!(left > limit)) break;
    const column = covarianceRow(pivot);
    for (const earlier of columns) {
      const factor = earlier[pivot] as number;
      for (let i = 0; i < column.length; i++) {
        column[i] = (column[i] as number) - factor * (earlier[i] as number);
      }
    }
    const root = Math.sqrt(left);
    const z = random.normal();
    for (let i = 0; i < column.length; i++) {
      const value = (column[i] as number) / root;
      column[i] = value;
      rest[i] = Math.max(0, (rest[i] as number) - value * value);
      draw[i] = (draw[i] as number) + value * z;
    }
    rest[pivot] = 0;
    columns.push(column);
  }
  for (let i = 0; i < draw.length; i++) {
    draw[i] = (draw[i] as number) + Math.sqrt(rest[i] as number) * random.normal();
  }
  return draw;
}

function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i;
  }
  return best;
}
