import { expect, it } from 'vitest';
import type { LoadStatistics } from '../../src/load/load-statistics.ts';
import { mergeMeasurements } from '../../src/study/merge-measurements.ts';
import { measurementOf } from './fixtures.ts';

function loadOf(requests: number, violations: number, more: Partial<LoadStatistics>) {
  const bound = { metric: 'latency_p99_ms', boundMs: 50, quantile: 0.99, violations };
  const load: LoadStatistics = {
    offeredPerS: 200,
    servedPerS: 200,
    requests,
    rejected: 1,
    expired: 2,
    meanBatch: 4,
    meanWaitMs: 3,
    meanServiceMs: 5,
    utilisation: 0.5,
    generatorLagMs: 0.1,
    generatorKeptUp: true,
    cpuCores: 1,
    overloaded: false,
    capacityPerS: null,
    bounds: [{ ...bound, clusterSize: 1 + violations }],
    goodput: null,
    ...more,
  };
  return { ...measurementOf(), load };
}

it('adds up requests and violations of sessions under a load, and weighs means by requests', () => {
  const goodput = { heldPerS: 340, brokenPerS: 400, tried: [] };
  const sessions = [
    loadOf(1000, 1, { servedPerS: 190, goodput }),
    loadOf(3000, 4, { servedPerS: 198, generatorKeptUp: false }),
  ];
  const { load } = mergeMeasurements(sessions, measurementOf().logRatio);
  expect(load).toMatchObject({
    offeredPerS: 200,
    servedPerS: 196,
    requests: 4000,
    rejected: 2,
    expired: 4,
    generatorKeptUp: false,
    overloaded: false,
    capacityPerS: null,
    bounds: [{ violations: 5, clusterSize: 4.25 }],
    goodput: { heldPerS: 340 },
  });
});
