import type { SortedSample } from './sorted-sample.ts';

/**
 * The p-quantile, 0 <= p <= 1, by linear interpolation between order statistics.
 * Source: Hyndman & Fan (1996), definition 7, the default of R and NumPy. An empty sample gives NaN.
 */
export function quantile(sample: SortedSample, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile lies between 0 and 1, not at ${p}`);
  const position = (sample.length - 1) * p;
  const below = Math.floor(position);
  const lower = sample[below];
  if (lower === undefined) return Number.NaN;
  const upper = sample[below + 1] ?? lower;
  return lower + (position - below) * (upper - lower);
}
