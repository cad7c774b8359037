import { describe, expect, test } from 'vitest';
import type { BatcherLimits } from '../../src/load/batcher.ts';
import type { OpenLoad } from '../../src/load/load.ts';
import {
  estimateGoodput,
  estimateQueue,
  type QueuedServer,
} from '../../src/load/queue-estimate.ts';

const poisson = (ratePerS: number): OpenLoad => ({ kind: 'poisson', ratePerS, text: '' });
const TIMES = [
  { batch: 1, runMs: 12 },
  { batch: 4, runMs: 18 },
  { batch: 16, runMs: 42 },
];
const LIMITS: BatcherLimits = {
  maxBatch: 16,
  maxDelayMs: 5,
  queueLimit: 5000,
  deadlineMs: null,
  instances: 2,
};
const SERVER: QueuedServer = { limits: LIMITS, times: TIMES };
const oneByOne = (runMs: number): QueuedServer => ({
  limits: { ...LIMITS, maxBatch: 1, maxDelayMs: 0, instances: 1 },
  times: [{ batch: 1, runMs }],
});

describe('the estimate of a queue', () => {
  test('is that of the M/D/1 queue where requests are served one by one', () => {
    const { p50Ms, p99Ms, utilisation, meanBatch, stable } = estimateQueue(
      poisson(50),
      oneByOne(10),
      50_000,
    );
    expect(stable).toBe(true);
    expect(meanBatch).toBe(1);
    expect(utilisation).toBeCloseTo(0.5, 1);
    // M/D/1 waits at rho = 0.5 are 0 with probability 1 - rho, so the median request does not wait.
    expect(p50Ms).toBeLessThan(11);
    // exp(-theta w) with theta = 0.1256/ms (lambda (e^(theta s) - 1) = theta): the tail of the wait, Tijms (2003).
    expect(p99Ms).toBeGreaterThan(40);
    expect(p99Ms).toBeLessThan(47);
  });

  test('knows the latency of a lone request: delay and run', () => {
    const { p50Ms, meanBatch } = estimateQueue({ kind: 'constant', ratePerS: 1, text: '' }, SERVER);
    expect(p50Ms).toBeCloseTo(17, 6);
    expect(meanBatch).toBe(1);
  });

  test('grows with the load, and so do the batches', () => {
    const estimates = [100, 300, 500, 700].map((rate) => estimateQueue(poisson(rate), SERVER));
    for (const [i, later] of estimates.slice(1).entries()) {
      const earlier = estimates[i] as typeof later;
      expect(later.p99Ms).toBeGreaterThan(earlier.p99Ms);
      expect(later.meanBatch).toBeGreaterThan(earlier.meanBatch);
      expect(later.utilisation).toBeGreaterThan(earlier.utilisation);
    }
  });

  test('is unstable from the capacity of full batches on', () => {
    const capacity = (2 * 16) / 0.042;
    const beyond = estimateQueue(poisson(capacity + 1), SERVER);
    expect(beyond.capacityPerS).toBeCloseTo(capacity, 9);
    expect(beyond).toMatchObject({
      stable: false,
      p50Ms: Infinity,
      p99Ms: Infinity,
      meanBatch: 16,
      utilisation: 1,
    });
    expect(estimateQueue(poisson(capacity - 1), SERVER).stable).toBe(true);
  });

  test('counts requests turned away as never answered', () => {
    const server = { ...SERVER, limits: { ...LIMITS, queueLimit: 4 } };
    expect(estimateQueue(poisson(700), server).p99Ms).toBe(Infinity);
  });

  test('of closed clients is exact', () => {
    const server: QueuedServer = {
      limits: { ...LIMITS, maxBatch: 4, maxDelayMs: 0, instances: 1 },
      times: [{ batch: 4, runMs: 6 }],
    };
    const closed = { kind: 'closed', clients: 8, text: 'closed:8' } as const;
    expect(estimateQueue(closed, server)).toMatchObject({
      stable: true,
      p50Ms: 12,
      p99Ms: 12,
      meanBatch: 4,
      utilisation: 1,
    });
  });
});

describe('the estimate of the goodput', () => {
  test.each<[string, OpenLoad, QueuedServer, number]>([
    ['batches', poisson(1), SERVER, 60],
    ['one by one', poisson(1), oneByOne(10), 60],
    ['bursts', { kind: 'lognormal', ratePerS: 1, sigma: 1, text: '' }, SERVER, 100],
    ['equal gaps', { kind: 'constant', ratePerS: 1, text: '' }, SERVER, 60],
  ])(
    'of %s is near the rate at which long simulations meet the bound',
    (_, load, server, boundMs) => {
      const goodput = estimateGoodput(load, server, { quantile: 0.99, boundMs });
      const p99At = (share: number): number =>
        estimateQueue({ ...load, ratePerS: share * goodput } as OpenLoad, server, 50_000).p99Ms;
      expect(p99At(0.85)).toBeLessThanOrEqual(boundMs);
      expect(p99At(1.15)).toBeGreaterThan(boundMs);
    },
  );

  test('is none where a lone request takes longer than the bound', () => {
    expect(estimateGoodput(poisson(1), SERVER, { quantile: 0.99, boundMs: 11 })).toBe(0);
  });

  test('orders configurations as they are, and is the same every time', () => {
    const bound = { quantile: 0.99, boundMs: 60 };
    const of = (limits: Partial<BatcherLimits>): number =>
      estimateGoodput(poisson(1), { ...SERVER, limits: { ...LIMITS, ...limits } }, bound);
    expect(of({ instances: 3 })).toBeGreaterThan(of({}));
    expect(of({})).toBeGreaterThan(of({ maxBatch: 2 }));
    expect(of({})).toBe(of({}));
  });
});
