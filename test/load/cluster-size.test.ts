import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { boundEvidence } from '../../src/load/bound-evidence.ts';
import { clusterSize } from '../../src/load/cluster-size.ts';
import { simulateServing } from '../../src/load/simulate-serving.ts';

/** Latencies of an M/D/1 queue at a utilisation of 0.8 and a service of 10 ms, after its start. */
function queueLatencies(requests: number, seed: string): number[] {
  const { endedAt, intendedAt } = simulateServing({
    load: { kind: 'poisson', ratePerS: 80, text: '' },
    limits: { maxBatch: 1, maxDelayMs: 0, queueLimit: 1e6, deadlineMs: null, instances: 1 },
    serviceMs: () => 10,
    requests: requests + 1000,
    random: createRandom(seed),
  });
  return Array.from(endedAt, (at, i) => at - (intendedAt[i] as number)).slice(1000);
}

describe('the size of a cluster of slow requests', () => {
  test('is about one for independent latencies', () => {
    const random = createRandom('independent');
    const latencies = Array.from({ length: 10_000 }, () => random.next());
    expect(clusterSize(latencies)).toBeLessThan(2);
  });

  test('is about that of batches that are late together', () => {
    const random = createRandom('batches');
    const latencies = Array.from({ length: 5000 }, () => Array(8).fill(random.next())).flat();
    const size = clusterSize(latencies);
    expect(size).toBeGreaterThan(4);
    expect(size).toBeLessThan(16);
  });

  test('is one where there is too little to see, and where all are alike', () => {
    expect(clusterSize([1, 2, 3])).toBe(1);
    expect(clusterSize(Array(1000).fill(5))).toBe(1);
  });
});

test('a bound that just does not hold in a queue is rarely called held or broken, unlike with independent counting', () => {
  const sorted = Float64Array.from(queueLatencies(1_000_000, 'truth')).sort();
  const boundMs = sorted[990_000] as number;
  const wrong = { independent: 0, clustered: 0 };
  const samples = 150;
  for (let i = 0; i < samples; i++) {
    const latencies = queueLatencies(4000, `sample ${i}`);
    const violations = latencies.filter((latency) => latency > boundMs).length;
    const observation = { requests: 4000, violations, quantile: 0.99 };
    const clustered = boundEvidence({ ...observation, clusterSize: clusterSize(latencies) });
    wrong.independent += Number(boundEvidence(observation).verdict !== 'undecided');
    wrong.clustered += Number(clustered.verdict !== 'undecided');
  }
  expect(wrong.independent / samples).toBeGreaterThan(0.5);
  expect(wrong.clustered / samples).toBeLessThan(0.05);
});
