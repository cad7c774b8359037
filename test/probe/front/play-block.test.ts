import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { runTargetMs } from '../../../src/load/aimd-guard.ts';
import type { Load } from '../../../src/load/load.ts';
import { type ServiceTime, simulateServing } from '../../../src/load/simulate-serving.ts';
import { playBlock } from '../../../src/probe/front/play-block.ts';
import { simulateBlock } from '../../../src/probe/simulated-block.ts';
import { blockOf } from './front-bed.ts';
import { playOnFakeClock } from './play-on-fake-clock.ts';

const poisson = (ratePerS: number): Load => ({ kind: 'poisson', ratePerS, text: '' });
const LIMITS = { maxBatch: 8, maxDelayMs: 2, queueLimit: 100_000, deadlineMs: null, instances: 2 };
const affine: ServiceTime = (batch, busy) => 4 + batch + busy;
const LONG = { rampMs: 300, windowMs: 3000, drainMs: 1500 };

describe('a block on exact times', () => {
  test.each<Load>([
    poisson(300),
    { kind: 'constant', ratePerS: 300, text: '' },
    { kind: 'lognormal', ratePerS: 300, sigma: 1.5, text: '' },
    { kind: 'closed', clients: 12, text: '' },
  ])('serves every request at the time the simulation does, under a $kind load', (load) => {
    const plan = blockOf({ load, limits: LIMITS, ...LONG });
    const played = playOnFakeClock(plan, affine);
    const simulated = simulateServing({
      load,
      limits: LIMITS,
      serviceMs: affine,
      requests: 20_000,
      random: createRandom(plan.seed),
    });
    const counted = [...simulated.intendedAt.keys()].filter((i) => {
      const at = simulated.intendedAt[i] as number;
      return at >= LONG.rampMs && at < LONG.rampMs + LONG.windowMs;
    });
    const latencies = counted.map(
      (i) => (simulated.endedAt[i] as number) - (simulated.intendedAt[i] as number),
    );
    expect(counted.length).toBeGreaterThan(500);
    expect(Array.from(played.latenciesMs)).toEqual(latencies);
    expect(played).toMatchObject({ rejected: 0, expired: 0, unanswered: 0, overloaded: false });
    expect(played.generatorLagMs).toBe(0);
    expect(played.marks.map(([, at]) => at)).toEqual([LONG.rampMs, LONG.rampMs + LONG.windowMs]);
  });

  test('counts the requests turned away and expired, and answers all others', () => {
    const limits = { ...LIMITS, instances: 1, queueLimit: 10, deadlineMs: 15 };
    const played = playOnFakeClock(blockOf({ load: poisson(2000), limits, ...LONG }), affine);
    expect(played.rejected).toBeGreaterThan(0);
    expect(played.expired).toBeGreaterThan(0);
    expect(played.unanswered).toBe(0);
    const all = played.latenciesMs.length + played.rejected + played.expired;
    expect(Math.abs(all / 6000 - 1)).toBeLessThan(0.1);
  });

  test('leaves unanswered what the drain has no time for', () => {
    const plan = blockOf({ load: poisson(100), windowMs: 500, drainMs: 200 });
    const played = playOnFakeClock(plan, () => 150);
    expect(played.unanswered).toBeGreaterThan(0);
    expect(played.overloaded).toBe(false);
    expect(played.latenciesMs.length + played.unanswered).toBeGreaterThan(30);
  });

  test('ends early once the queue is known to grow', () => {
    const plan = blockOf({ load: poisson(800), ...LONG, windowMs: 20_000 });
    const played = playOnFakeClock(plan, () => 10);
    expect(played.overloaded).toBe(true);
    expect(played.windowMs).toBeLessThan(10_000);
    expect(played.windowMs).toBeGreaterThan(6000);
    expect(Math.abs((played.capacityPerS ?? 0) / 400 - 1)).toBeLessThan(0.02);
    expect(Math.abs((1000 * played.answered) / played.windowMs / 400 - 1)).toBeLessThan(0.02);
  });
});

describe('a block without hope', () => {
  test('gives up once enough requests have missed the bound, and still waits for those that came', () => {
    const limits = { ...LIMITS, instances: 1, maxBatch: 1 };
    const giveUp = { boundMs: 30, misses: 40 };
    const plan = blockOf({ load: poisson(150), limits, ...LONG, giveUp });
    const played = playOnFakeClock(plan, () => 6.5);
    expect(played.windowMs).toBeGreaterThanOrEqual(1000);
    expect(played.windowMs).toBeLessThan(3000);
    expect(played.latenciesMs.filter((took) => took > 30).length).toBeGreaterThanOrEqual(40);
    expect(played.unanswered).toBe(0);
    const server = {
      runMs: () => 6.5,
      runSpread: 0,
      cpuMsPerInference: 1,
      random: createRandom(1),
    };
    const simulated = simulateBlock(plan, server);
    expect(simulated.windowMs).toBe(played.windowMs);
    expect(simulated.latenciesMs).toEqual(played.latenciesMs);
    const patient = playOnFakeClock(
      blockOf({ load: poisson(20), limits, ...LONG, giveUp }),
      () => 6.5,
    );
    expect(patient.windowMs).toBe(3000);
  });
});

describe('a guarded block', () => {
  test('lowers the largest batch while runs are slow, and comes back up', () => {
    const guard = { maxBatch: 8, runTargetMs: runTargetMs(30, 0), windowRuns: 5, quantile: 0.8 };
    const limits = { ...LIMITS, maxDelayMs: 0 };
    const slow = (at: number): boolean => at >= 2000 && at < 4000;
    const played = playOnFakeClock(
      blockOf({ load: { kind: 'closed', clients: 40, text: '' }, limits, guard, windowMs: 8000 }),
      (batch, _busy, at) => (slow(at) ? 2 : 1) * (4 + batch),
    );
    const { guardSteps } = played;
    const tos = guardSteps.map((s) => s.to);
    expect(guardSteps[0]).toMatchObject({ from: 8, to: 7, reason: 'beyond target' });
    expect(guardSteps[0]?.at).toBeGreaterThan(2000);
    expect(Math.min(...tos)).toBe(3);
    expect(tos.at(-1)).toBe(8);
    expect(guardSteps.filter((s) => s.at > 4100).every((s) => s.to > s.from)).toBe(true);
  });

  test('refuses more clients than the queue holds', () => {
    const plan = blockOf({ load: { kind: 'closed', clients: 2000, text: '' } });
    expect(() => playBlock(plan, { run: () => {}, mark: () => {} })).toThrow(RangeError);
  });
});
