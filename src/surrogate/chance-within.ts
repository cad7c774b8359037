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
  const isChosen = new Uint8Array(size);
  for (const i of chosen) isChosen[i] = 1;
  let hits = 0;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < size; i++) white[i] = random.normal();
    let best = -Infinity;
    let own = -Infinity;
    for (let i = 0; i < size; i++) {
      let value = mean[i] as number;
      for (let j = 0; j <= i; j++) value += (lower[i * size + j] as number) * (white[j] as number);
      if (value > best) best = value;
      if (isChosen[i] === 1 && value > own) own = value;
    }
    if (own >= best - tolerance) hits++;
  }
  return hits / draws;
}
