import { normalQuantile } from '../stats/normal.ts';

/** How long the sequences of requests are, in positions (tokens, frames, samples of sound). Bounds are inclusive. */
export type LengthDistribution =
  | { readonly kind: 'fixed'; readonly length: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  /** P(length) is proportional to length^-exponent between the bounds (Zipf 1949): most are short, few are long. */
  | {
      readonly kind: 'zipf';
      readonly low: number;
      readonly high: number;
      readonly exponent: number;
    }
  /** The logarithm is normal with this standard deviation; what falls outside the bounds is moved to them. */
  | {
      readonly kind: 'lognormal';
      readonly median: number;
      readonly sigma: number;
      readonly low: number;
      readonly high: number;
    }
  /** Lengths that were really seen, at least one, ascending. */
  | { readonly kind: 'listed'; readonly lengths: readonly number[] };

/** Lengths beyond this are taken for a mistake. */
export const LONGEST_LENGTH = 1_000_000;

/**
 * `count` lengths that stand for the distribution: its quantiles at (i + 1/2) / count, ascending. They follow it far
 * closer than as many random draws would, so that few requests suffice and no seed is lucky.
 */
export function representativeLengths(
  distribution: LengthDistribution,
  count: number,
): readonly number[] {
  const shares = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  switch (distribution.kind) {
    case 'fixed':
      return shares.map(() => distribution.length);
    case 'uniform': {
      const { low, high } = distribution;
      return shares.map((p) => low + Math.floor(p * (high - low + 1)));
    }
    case 'zipf':
      return zipfQuantiles(distribution, shares);
    case 'lognormal': {
      const { median, sigma, low, high } = distribution;
      const at = (p: number): number => Math.round(median * Math.exp(sigma * normalQuantile(p)));
      return shares.map((p) => Math.min(high, Math.max(low, at(p))));
    }
    case 'listed': {
      const { lengths } = distribution;
      return shares.map((p) => lengths[Math.floor(p * lengths.length)] as number);
    }
  }
}

function zipfQuantiles(
  { low, high, exponent }: Extract<LengthDistribution, { kind: 'zipf' }>,
  ascending: readonly number[],
): readonly number[] {
  let total = 0;
  for (let length = low; length <= high; length++) total += length ** -exponent;
  let length = low;
  let below = length ** -exponent;
  return ascending.map((p) => {
    while (below < p * total && length < high) below += (++length) ** -exponent;
    return length;
  });
}
