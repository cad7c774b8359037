import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { boundClusterSize } from '../../src/load/bound-cluster-size.ts';
import { boundEvidence } from '../../src/load/bound-evidence.ts';
import { clusterSize } from '../../src/load/cluster-size.ts';

const random = createRandom('latencies');
/** Exponential times with a p99 of 10 ms, late in clusters of four. */
const latenciesMs = Array.from({ length: 600 }, () =>
  Array<number>(4).fill(-(10 / Math.log(100)) * Math.log(1 - random.next())),
).flat();
const p99 = (boundMs: number) => ({ boundMs, quantile: 0.99 });

function verdict(boundMs: number, lost = 0) {
  const size = boundClusterSize({ latenciesMs, lost }, p99(boundMs));
  const requests = latenciesMs.length + lost;
  const violations = lost + latenciesMs.filter((latency) => latency > boundMs).length;
  const observation = { requests, violations, quantile: 0.99, clusterSize: size };
  return boundEvidence(observation).verdict;
}

describe('the cluster size for a bound', () => {
  it('is that of the requests beyond it where the bound is near', () => {
    expect(boundClusterSize({ latenciesMs, lost: 0 }, p99(6))).toBe(clusterSize(latenciesMs, 6));
  });

  it('is smaller the further the tail ends below the bound, and never below one', () => {
    const sizes = [15, 20, 30, 200].map((boundMs) =>
      boundClusterSize({ latenciesMs, lost: 0 }, p99(boundMs)),
    );
    expect(sizes.every((size, i) => i === 0 || size <= (sizes[i - 1] as number))).toBe(true);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
    expect(sizes.at(-1)).toBeLessThan(clusterSize(latenciesMs, 200));
  });

  it('shows a bound twice the p99, but not one that is the p99', () => {
    expect(verdict(20)).toBe('held');
    expect(verdict(10)).toBe('undecided');
    expect(verdict(6)).toBe('broken');
  });

  it('counts requests without an answer', () => {
    expect(verdict(20, 100)).toBe('broken');
    expect(boundClusterSize({ latenciesMs: [], lost: 0 }, p99(20))).toBe(1);
  });

  it('leaves a bound on the median as it is', () => {
    const median = { boundMs: 20, quantile: 0.5 };
    expect(boundClusterSize({ latenciesMs, lost: 0 }, median)).toBe(clusterSize(latenciesMs, 20));
  });
});
