import { incompleteBeta } from '../stats/incomplete-beta.ts';

/** Requests observed under a latency bound. */
export interface BoundObservation {
  /** Requests counted, rejected and expired ones included. */
  readonly requests: number;
  /** Those that took longer than the bound, were rejected or expired. */
  readonly violations: number;
  /** The bound is on this quantile of latency, inside (0, 1): 0.99 for a p99. */
  readonly quantile: number;
  readonly confidence?: number;
  /** Requests that count for one independent request (`clusterSize`), at least 1; 1 takes them as independent. */
  readonly clusterSize?: number;
}

/** What an observation says of the claim that the quantile lies within the bound. */
export type BoundEvidence =
  | { readonly verdict: 'held' }
  | { readonly verdict: 'broken' }
  /** `requestsNeeded`: how many more without a further violation would show that the bound holds. */
  | { readonly verdict: 'undecided'; readonly requestsNeeded: number };

const MOST_NEEDED = 1e9;

/**
 * Judges a bound on a quantile of latency by the exact binomial test, both ways with the given confidence (0.99 unless
 * told). `held`: so few violations are too improbable if requests violate it as often as 1 - quantile. `broken`: so
 * many are. For a p99 it takes 459 requests without violation, 662 with one, 838 with two: the numbers of MLPerf LoadGen's
 * early stopping. With clusters, requests and violations are both divided by their size.
 *
 * The confidence is that of one look. Looking again whenever `requestsNeeded` have come, up to 10,000 requests, calls a
 * bound held that is just not in 8 % of cases (simulated) instead of 1 %: whoever looks up to m times and claims the
 * result asks for a confidence of 1 - 0.01 / m.
 * Throws a `RangeError` for numbers out of range.
 */
export function boundEvidence(observation: BoundObservation): BoundEvidence {
  const { requests, violations, quantile, confidence = 0.99, clusterSize = 1 } = observation;
  requireRanges(observation, confidence, clusterSize);
  const chance = 1 - confidence;
  const late = violations / clusterSize;
  const fewer = (n: number): number => atMostLate(n / clusterSize, late, quantile);
  if (fewer(requests) <= chance) return { verdict: 'held' };
  if (moreLate(requests / clusterSize, late, quantile) <= chance) return { verdict: 'broken' };
  let low = requests;
  let high = 2 * requests + 1;
  while (high < MOST_NEEDED && fewer(high) > chance) high *= 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fewer(middle) > chance) low = middle;
    else high = middle;
  }
  return { verdict: 'undecided', requestsNeeded: high - requests };
}

/** P(at most `k` of `n` are late) where each is with probability 1 - quantile; `n` and `k` need not be whole. */
export function atMostLate(n: number, k: number, quantile: number): number {
  return n - k <= 0 ? 1 : incompleteBeta(quantile, n - k, k + 1);
}

/** P(at least k of n are late). */
function moreLate(n: number, k: number, quantile: number): number {
  return k <= 0 ? 1 : incompleteBeta(1 - quantile, k, n - k + 1);
}

function requireRanges(
  { requests, violations, quantile }: BoundObservation,
  confidence: number,
  clusterSize: number,
): void {
  if (!(violations >= 0 && violations <= requests && Number.isFinite(requests))) {
    throw new RangeError(`${violations} of ${requests} requests cannot violate a bound`);
  }
  if (!(quantile > 0 && quantile < 1 && confidence > 0 && confidence < 1 && clusterSize >= 1)) {
    throw new RangeError('quantile and confidence lie inside (0, 1), a cluster holds at least 1');
  }
}
