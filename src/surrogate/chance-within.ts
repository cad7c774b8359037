import type { Random } from '../core/random.ts';
import { cholesky } from './cholesky.ts';

/**
 * P(max f[chosen] >= max f - tolerance) for a jointly normal f with this mean and covariance (row-major), by `draws`
 * samples: accurate to about 1 / √draws. `chosen` are indices.
 */
export function chanceWithin(
  mean: ArrayLike<number>,
  covariance: Float64Array,
  chosen: readonly number[],
  tolerance: number,
  draws: number,
  random: Random,
): number {
  const size = mean.length;
  const { values: lower } = cholesky(covariance, size);
  const white = new Float64Array(size);
  const sample = new Float64Array(size);
  let hits = 0;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < size; i++) white[i] = random.normal();
    for (let i = 0; i < size; i++) sample[i] = (mean[i] as number) + rowTimes(lower, i, white);
    const own = chosen.reduce((most, i) => Math.max(most, sample[i] as number), -Infinity);
    if (own >= largest(sample) - tolerance) hits++;
  }
  return hits / draws;
}

/** Row `i` of a lower triangular matrix times a vector as long as the matrix is wide. */
function rowTimes(lower: Float64Array, i: number, vector: Float64Array): number {
  const size = vector.length;
  let sum = 0;
  for (let j = 0; j <= i; j++) sum += (lower[i * size + j] as number) * (vector[j] as number);
  return sum;
}

function largest(values: Float64Array): number {
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i] as number);
  return most;
}
