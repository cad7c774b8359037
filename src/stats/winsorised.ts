import { median } from './median.ts';

/** Values further from the median than this many robust standard deviations are pulled in. */
const REACH = 2.5;
/** At most this share is pulled in: what happens more often is no hiccup but how the machine is. */
const MAX_SHARE = 0.15;
/** Below this many values nobody can tell a hiccup from the spread. */
const MIN_VALUES = 5;

export interface Winsorised {
  /** In the order of the input. */
  readonly values: readonly number[];
  /** Share of the values that were left as they are. */
  readonly keptShare: number;
}

/**
 * Pulls sporadic outliers in to 2.5 robust standard deviations (median absolute deviation, with the small-sample factor
 * n / (n - 0.8) of Croux & Rousseeuw 1992) from the median, but never more than 15 % of the values: a series that
 * alternates between two levels keeps both. Fewer than 5 values are left alone.
 */
export function winsorised(values: readonly number[]): Winsorised {
  const n = values.length;
  if (n < MIN_VALUES) return { values, keptShare: 1 };
  const centre = median(values);
  const distances = values.map((value) => Math.abs(value - centre));
  const scale = (1.4826 * median(distances) * n) / (n - 0.8);
  const nearest = distances.toSorted((a, b) => a - b);
  const spared = nearest[n - 1 - Math.round(MAX_SHARE * n)] as number;
  const limit = Math.max(REACH * scale, spared);
  return {
    values: values.map((value) => Math.min(centre + limit, Math.max(centre - limit, value))),
    keptShare: distances.filter((distance) => distance <= limit).length / n,
  };
}
