import { binomialTail } from './binomial.ts';
import { quantile } from './quantile.ts';
import type { SortedSample } from './sorted-sample.ts';

/**
 * The fewest values of which the largest lies at or above the true p-quantile with the given confidence:
 * the n with p^n <= 1 - confidence. For 99 %: 7 for p50, 44 for p90, 90 for p95, 459 for p99.
 * Source: Wilks (1941), and MLPerf LoadGen's early stopping, whose 459 for p99 this is.
 */
export function runsToSupport(p: number, confidence = 0.99): number {
  if (!(p > 0 && p < 1))
    throw new RangeError(`a supported quantile lies inside (0, 1), not at ${p}`);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`a confidence lies inside (0, 1), not at ${confidence}`);
  }
  return Math.ceil(Math.log(1 - confidence) / Math.log(p));
}

/** The p-quantile of the sample, or null where it has too few values to say anything of that quantile. */
export function supportedQuantile(
  sample: SortedSample,
  p: number,
  confidence = 0.99,
): number | null {
  return sample.length >= runsToSupport(p, confidence) ? quantile(sample, p) : null;
}

/**
 * The smallest value of the sample that lies at or above the true p-quantile with the given confidence, whatever the
 * distribution of independent values; null where even the largest does not. "p99 <= 50 ms" is shown, not merely
 * observed, where this bound is below 50. Source: order statistics, David & Nagaraja (2003), section 7.1.
 */
export function quantileUpperBound(
  sample: SortedSample,
  p: number,
  confidence = 0.99,
): number | null {
  const n = sample.length;
  if (n < runsToSupport(p, confidence)) return null;
  // x(k) >= q unless k or more values lie below q: the count below q is Binomial(n, p).
  let low = 1;
  let high = n;
  while (low < high) {
    const k = (low + high) >> 1;
    if (binomialTail(n, k, p) <= 1 - confidence) high = k;
    else low = k + 1;
  }
  return sample[low - 1] ?? null;
}
