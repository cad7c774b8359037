import type { Estimate } from './estimate.ts';

/** A ratio with the sign given: `×1.93`, `×12.3`, `×0.07`; without digits that say nothing, '?' where not known. */
export function formatRatio(ratio: number, times = '×'): string {
  if (!Number.isFinite(ratio)) return '?';
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
