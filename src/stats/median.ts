import { quantile } from './quantile.ts';
import { sortSample } from './sorted-sample.ts';

/** The middle value, or the mean of the two middle ones; NaN of nothing. Input in any order, not changed. */
export function median(values: readonly number[]): number {
  return quantile(sortSample(values), 0.5);
}
