import { quantile as quantileOf } from '../stats/quantile.ts';
import { sortSample } from '../stats/sorted-sample.ts';
import { atMostLate } from './bound-evidence.ts';
import { clusterSize } from './cluster-size.ts';

/** What became of requests, in the order of their arrival. */
export interface LatencySample {
  /** Of those that were answered. */
  readonly latenciesMs: readonly number[];
  /** Those that were not. */
  readonly lost: number;
}

/** Where the tail is looked at: so far on the way from the median to the bound. */
const LEVEL = 0.5;
/** Machines have slow moments, so a tail may be longer than exponential: halfway to the bound it has to be so much lighter. */
const MARGIN = 1.3;

/**
 * The cluster size with which `boundEvidence` is to judge a bound on a quantile of latency: that of the requests beyond the bound
 * or, where the tail of the sample ends far below the bound, as much less as that is worth.
 *
 * The tail of a queue is exponential at most: of the half of all requests that take longer than the median, if a share p takes longer
 * than the middle between median and bound, no more than p squared take longer than the bound (an increasing failure rate: Barlow &
 * Proschan 1975, chapter 4). For a p99 that is 7 % of all requests beyond the middle, which a seventh of the requests
 * shows that 1 % beyond the bound takes. Since slow moments of the machine make the tail longer, 4 % are allowed.
 *
 * The size that is told is the one with which the test at the bound is as sure as that at the middle; at least 1, so that it
 * never takes fewer requests than independent ones would. How often it is wrong: `npm run bench:goodput`.
 */
export function boundClusterSize(
  { latenciesMs, lost }: LatencySample,
  { boundMs, quantile }: { readonly boundMs: number; readonly quantile: number },
): number {
  const requests = latenciesMs.length + lost;
  const violations = lost + countBeyond(latenciesMs, boundMs);
  const direct = clusterSize(latenciesMs, boundMs);
  if (requests === 0 || violations >= (1 - quantile) * requests) return direct;
  const median = quantileOf(sortSample(latenciesMs), 0.5);
  // A bound on the median, or one below it, leaves no tail to look at.
  if (quantile <= 0.5 || median >= boundMs) return direct;
  const level = median + LEVEL * (boundMs - median);
  const beyond = lost + countBeyond(latenciesMs, level);
  const allowed = 0.5 * (2 * (1 - quantile)) ** (LEVEL * MARGIN);
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
