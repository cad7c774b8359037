import { atMostLate } from './bound-evidence.ts';
import { clusterSize } from './cluster-size.ts';

/** What became of requests, in the order of their arrival. */
export interface LatencySample {
  /** Of those that were answered. */
  readonly latenciesMs: readonly number[];
  /** Those that were not. */
  readonly lost: number;
}

/** Where the tail is looked at, as a share of the bound. */
const LEVEL = 0.5;
/** Machines have slow moments, so a tail may be longer than exponential: one halfway to the bound has to be so much lighter. */
const MARGIN = 1.3;

/**
 * The cluster size with which `boundEvidence` is to judge a bound on a quantile of latency: that of the requests beyond the bound
 * or, where the tail of the sample lies far below the bound, as much less as that is worth.
 *
 * The tail of a queue is exponential at most, so where a share p of all requests takes longer than half the bound, no more
 * than p squared take longer than the bound (the survival function has an increasing failure rate on average: Barlow & Proschan
 * 1975, chapter 4). That a tenth takes longer than half of it is shown by ten times fewer requests than that a hundredth takes longer
 * than all of it. Simulated M/D/1 queues, four instances and batchers of 8 had 0.100 to 0.75 of their
 * requests beyond half their p99, never less than 0.1; with a machine whose speed varies by 8 %, correlated over a second, 0.071 to 0.59. Hence the
 * share has to lie below 0.01 to the power of 0.65, 5 %, instead of 0.5.
 *
 * The size that is told is the one with which the test at the bound is as sure as that at half the bound; at least 1, so that it
 * never takes fewer requests than independent ones would. False-held rates: `npm run bench:goodput`.
 */
export function boundClusterSize(
  { latenciesMs, lost }: LatencySample,
  { boundMs, quantile }: { readonly boundMs: number; readonly quantile: number },
): number {
  const requests = latenciesMs.length + lost;
  const violations = lost + countBeyond(latenciesMs, boundMs);
  const direct = clusterSize(latenciesMs, boundMs);
  if (requests === 0 || violations >= (1 - quantile) * requests) return direct;
  const level = LEVEL * boundMs;
  const beyond = lost + countBeyond(latenciesMs, level);
  const allowed = (1 - quantile) ** (LEVEL * MARGIN);
  const size = clusterSize(latenciesMs, level);
  const chance = atMostLate(requests / size, beyond / size, 1 - allowed);
  const at = (clusters: number): number =>
    atMostLate(requests / clusters, violations / clusters, quantile);
  if (at(1) >= chance) return 1;
  if (at(direct) <= chance) return direct;
  let low = 1;
  let high = direct;
  for (let i = 0; i < 40; i++) {
    const middle = Math.sqrt(low * high);
    if (at(middle) < chance) low = middle;
    else high = middle;
  }
  return high;
}

function countBeyond(latenciesMs: readonly number[], levelMs: number): number {
  let count = 0;
  for (const latency of latenciesMs) if (latency > levelMs) count += 1;
  return count;
}
