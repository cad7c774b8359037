import type { Estimate } from './estimate.ts';
import { formatSignificant } from './format-significant.ts';

/** A ratio with the sign given: `×1.93`, `×12.3`, `×0.07`; without digits that say nothing, '?' where not known. */
export function formatRatio(ratio: number, times = '×'): string {
  if (!Number.isFinite(ratio)) return '?';
  // Another device may be hundreds of times slower: two digits that are not zero say so.
  if (ratio > 0 && ratio < 0.00995) return `${times}${formatSignificant(ratio, 2)}`;
  const text = ratio >= 99.95 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 9.995 ? 1 : 2);
  return `${times}${text}`;
}

/** The interval of a ratio: `×1.88 to ×1.98`, or `interval not known`. */
export function formatRatioInterval({ low, high }: Estimate, times = '×'): string {
  const isKnown = Number.isFinite(high) && low > 0;
  return isKnown
    ? `${formatRatio(low, times)} to ${formatRatio(high, times)}`
    : 'interval not known';
}
