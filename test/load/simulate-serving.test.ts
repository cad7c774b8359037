import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { BatcherLimits } from '../../src/load/batcher.ts';
import type { Load } from '../../src/load/load.ts';
import {
  type ServiceTime,
  type SimulatedRequests,
  simulateServing,
} from '../../src/load/simulate-serving.ts';
import { correlatedMean } from '../../src/stats/correlated-mean.ts';

const ONE_BY_ONE: BatcherLimits = {
  maxBatch: 1,
  maxDelayMs: 0,
  queueLimit: 1_000_000,
  deadlineMs: null,
  instances: 1,
};
const poisson = (ratePerS: number): Load => ({ kind: 'poisson', ratePerS, text: '' });
const constant = (ratePerS: number): Load => ({ kind: 'constant', ratePerS, text: '' });

function simulate(
  load: Load,
  limits: BatcherLimits,
  serviceMs: ServiceTime,
  requests: number,
): SimulatedRequests {
  return simulateServing({ load, limits, serviceMs, requests, random: createRandom('serving') });
}

const waitsOf = ({ startedAt, intendedAt }: SimulatedRequests): number[] =>
  Array.from(startedAt, (at, i) => at - (intendedAt[i] as number));
const latenciesOf = ({ endedAt, intendedAt }: SimulatedRequests): number[] =>
  Array.from(endedAt, (at, i) => at - (intendedAt[i] as number));

/** Mean wait after the first tenth, with the standard error of 30 batch means. */
function meanWait(result: SimulatedRequests): { mean: number; standardError: number } {
  const waits = waitsOf(result).slice(result.fate.length / 10);
  const size = Math.floor(waits.length / 30);
  const means = Array.from({ length: 30 }, (_, i) => {
    const batch = waits.slice(i * size, (i + 1) * size);
    return batch.reduce((sum, wait) => sum + wait, 0) / size;
  });
  return correlatedMean(means);
}

describe('serving one by one', () => {
  // Pollaczek-Khinchine for constant service times.
  test.each([
    [0.3, 100_000],
    [0.5, 100_000],
    [0.7, 200_000],
    [0.8, 400_000],
    [0.9, 1_000_000],
  ])('waits as long as an M/D/1 queue does, at a utilisation of %d', (rho, requests) => {
    const expected = (rho * 10) / (2 * (1 - rho));
    const { mean, standardError } = meanWait(
      simulate(poisson(100 * rho), ONE_BY_ONE, () => 10, requests),
    );
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.05);
    expect(Math.abs(mean - expected)).toBeLessThan(3.5 * standardError);
    expect(standardError / expected).toBeLessThan(0.025);
  });

  test('waits as long as an M/M/c queue does (Erlang C)', () => {
    const random = createRandom('exponential');
    const { mean } = meanWait(
      simulate(
        poisson(160),
        { ...ONE_BY_ONE, instances: 2 },
        () => -10 * Math.log(1 - random.next()),
        300_000,
      ),
    );
    // a = 1.6, c = 2: P(wait) = 2 rho^2 / (1 + rho) with rho = 0.8; W = P s / (c - a).
    const expected = (((2 * 0.64) / 1.8) * 10) / 0.4;
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.05);
  });

  test('waits never where equal gaps are longer than the service', () => {
    const result = simulate(constant(290), { ...ONE_BY_ONE, instances: 3 }, () => 10, 1000);
    expect(Math.max(...waitsOf(result))).toBe(0);
    expect(result.busyMs).toBe(10_000);
    expect(result.runs).toBe(1000);
  });

  test('falls behind by the difference where equal gaps are shorter', () => {
    const result = simulate(constant(100), ONE_BY_ONE, () => 12, 101);
    expect(waitsOf(result).at(-1)).toBeCloseTo(100 * 2, 9);
  });
});

describe('serving in batches', () => {
  test('gathers equal gaps into equal batches', () => {
    const limits = { ...ONE_BY_ONE, maxBatch: 16, maxDelayMs: 25 };
    const result = simulate(constant(100), limits, () => 5, 300);
    expect(waitsOf(result).slice(0, 6)).toEqual([25, 15, 5, 25, 15, 5]);
    expect(new Set(result.batch)).toEqual(new Set([3]));
  });

  test('of closed clients goes round in equal cycles', () => {
    const limits = { ...ONE_BY_ONE, maxBatch: 4 };
    const closed: Load = { kind: 'closed', clients: 8, text: 'closed:8' };
    const result = simulate(closed, limits, (batch) => 2 + batch, 400);
    expect(latenciesOf(result).slice(0, 4)).toEqual([6, 6, 6, 6]);
    expect(new Set(latenciesOf(result).slice(4))).toEqual(new Set([12]));
    expect(Math.max(...result.endedAt)).toBe(600);
  });

  test('tells the service time how many instances run', () => {
    const seen: number[][] = [];
    const limits = { ...ONE_BY_ONE, maxBatch: 2, instances: 3 };
    const closed: Load = { kind: 'closed', clients: 6, text: 'closed:6' };
    simulate(closed, limits, (batch, busy) => seen.push([batch, busy]) + 1000, 6);
    expect(seen).toEqual([
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
  });

  test('turns away what the queue cannot hold and drops what is late', () => {
    const limits = { ...ONE_BY_ONE, queueLimit: 2, deadlineMs: 15 };
    const result = simulate(constant(1000), limits, () => 10, 30);
    const count = (fate: string) => result.fate.filter((f) => f === fate).length;
    expect(result.fate.slice(0, 5)).toEqual([
      'served',
      'served',
      'expired',
      'rejected',
      'rejected',
    ]);
    expect(count('served') + count('rejected') + count('expired')).toBe(30);
    for (const [i, fate] of result.fate.entries()) {
      expect(Number.isNaN(result.endedAt[i])).toBe(fate !== 'served');
      expect(result.batch[i]).toBe(fate === 'served' ? 1 : 0);
    }
  });

  test('is the same again with the same seed', () => {
    const limits = { ...ONE_BY_ONE, maxBatch: 8, maxDelayMs: 3, instances: 2 };
    const [one, two] = [0, 1].map(() => simulate(poisson(400), limits, (b) => 4 + b, 2000));
    expect(one).toEqual(two);
  });

  test('tells of every run, whose batch may be changed from then on', () => {
    const batches: number[] = [];
    simulateServing({
      load: { kind: 'closed', clients: 8, text: 'closed:8' },
      limits: { ...ONE_BY_ONE, maxBatch: 8 },
      serviceMs: () => 5,
      requests: 24,
      random: createRandom('runs'),
      onRunEnd: ({ latenciesMs, startedAt, endedAt }, batcher) => {
        expect(endedAt - startedAt).toBe(5);
        batches.push(latenciesMs.length);
        batcher.setMaxBatch(3);
      },
    });
    expect(batches).toEqual([8, 3, 3, 3, 3, 3, 1]);
  });
});

describe('a simulation', () => {
  test('refuses clients that do not fit and runs that take no time', () => {
    const closed: Load = { kind: 'closed', clients: 8, text: 'closed:8' };
    expect(() => simulate(closed, { ...ONE_BY_ONE, queueLimit: 7 }, () => 1, 9)).toThrow(
      RangeError,
    );
    expect(() => simulate(poisson(10), ONE_BY_ONE, () => 0, 9)).toThrow(RangeError);
    expect(() => simulate(poisson(10), ONE_BY_ONE, () => Infinity, 9)).toThrow(RangeError);
  });
});
