import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import type { Strategy } from '../../../src/search/strategy.ts';
import { type Configuration, runtimeDefault } from '../../../src/space/configuration.ts';
import type { Limits } from './limits.ts';
import { madeUpSurface } from './made-up-surface.ts';
import type { RecordedSurface, Replicate } from './recorded-surface.ts';
import { replay } from './replay.ts';
import { createReplayHost } from './replay-host.ts';
import { bestOf, noiseFloorOf, regretOf, truthsOf } from './truth.ts';

const REFERENCE = runtimeDefault(1);
const at = (batchSize: number, instances = 1): Configuration => ({
  ...REFERENCE,
  batchSize,
  instances,
});

const replicate = (logRatio: number | null, more: Partial<Replicate> = {}): Replicate => ({
  logRatio,
  steadyLogRatio: logRatio,
  referenceLevel: null,
  standardError: 0.01,
  latencyMs: 10,
  rssBytes: 1e8,
  createS: 2,
  measureS: 1,
  ...more,
});

function surfaceOf(
  points: readonly (readonly [Configuration, readonly Replicate[]])[],
): RecordedSurface {
  return madeUpSurface([
    { configuration: REFERENCE, replicates: [replicate(0, { standardError: 0 })] },
    ...points.map(([configuration, replicates]) => ({ configuration, replicates })),
  ]);
}

/** Suggests these in turn, then ends. */
function fixedStrategy(order: readonly Configuration[]): Strategy {
  let told = 0;
  return {
    name: 'fixed',
    ask: () => order.slice(told - 1, told).map((configuration) => ({ configuration, reason: '' })),
    tell: () => void told++,
  };
}

function play(
  surface: RecordedSurface,
  order: readonly Configuration[],
  limits: Limits = [],
  mostProbes = 30,
) {
  return replay({
    strategy: fixedStrategy(order),
    host: createReplayHost(surface, limits, createRandom(1)),
    reference: REFERENCE,
    truths: truthsOf(surface),
    shrunk: truthsOf(surface),
    sessionNoise: null,
    limits,
    mostProbes,
    random: createRandom('race'),
    clock: () => 0,
  });
}

describe('the truth of a surface', () => {
  test('weighs replicates by their precision', () => {
    const precise = replicate(1, { standardError: 0.01 });
    const vague = replicate(2, { standardError: 0.1 });
    const [, truth] = [...truthsOf(surfaceOf([[at(2), [precise, vague]]])).values()];
    expect(truth?.logRatio).toBeCloseTo((1e4 * 1 + 1e2 * 2) / (1e4 + 1e2), 10);
  });

  test('does not let a configuration be the best that failed in one of its replicates', () => {
    const truths = truthsOf(
      surfaceOf([
        [at(2), [replicate(0.5), replicate(0.5)]],
        [at(4), [replicate(3), replicate(null)]],
      ]),
    );
    expect(bestOf(truths)).toBe(0.5);
  });

  test('states a larger error where replicates disagree by more than their own errors', () => {
    const agreeing = truthsOf(surfaceOf([[at(2), [replicate(1), replicate(1.001)]]]));
    const apart = truthsOf(surfaceOf([[at(2), [replicate(0.98), replicate(1.02)]]]));
    expect(noiseFloorOf(agreeing)).toBeLessThan(0.01);
    expect(noiseFloorOf(apart)).toBeGreaterThan(0.015);
  });

  test('has the regret of a configuration as a share of the best', () => {
    const truths = truthsOf(surfaceOf([[at(2), [replicate(Math.log(4))]]]));
    const best = bestOf(truths);
    expect(regretOf(truths, best, REFERENCE)).toBeCloseTo(0.75, 10);
    expect(regretOf(truths, best, at(2))).toBe(0);
    expect(regretOf(truths, best, at(64))).toBe(1);
  });
});

describe('a replayed search', () => {
  test('pays for processes once per session, the default included', () => {
    const surface = surfaceOf([
      [at(2), [replicate(0.1)]],
      [at(4), [replicate(0.2)]],
      [at(4, 2), [replicate(0.3, { createS: 5 })]],
    ]);
    expect(play(surface, [at(2), at(4), at(4, 2)]).seconds).toEqual([3, 4, 5, 11]);
  });

  test('must create a session again that failed', () => {
    const surface = surfaceOf([
      [at(2, 2), [replicate(null)]],
      [at(1, 2), [replicate(0.3)]],
    ]);
    expect(play(surface, [at(2, 2), at(1, 2)]).seconds).toEqual([3, 6, 9]);
  });

  test('judges the best observed configuration by the truth', () => {
    const surface = surfaceOf([
      [at(2), [replicate(0.4, { standardError: 0 })]],
      [at(4), [replicate(0.8, { standardError: 0 })]],
    ]);
    const { regrets, firstRegret, ended } = play(surface, [at(2), at(4)]);
    expect(regrets).toHaveLength(3);
    expect(regrets[1]).toBeCloseTo(1 - Math.exp(-0.4), 10);
    expect(regrets[2]).toBe(0);
    expect(firstRegret).toBe(regrets[1]);
    expect(ended).toBe('exhausted');
  });

  test('tells a search that ended from one that had no probes left', () => {
    const surface = surfaceOf([
      [at(2), [replicate(0.1)]],
      [at(4), [replicate(0.2)]],
    ]);
    expect(play(surface, [at(2)]).ended).toBe('itself');
    expect(play(surface, [at(2), at(4)], [], 2).ended).toBe('budget');
  });

  test('never counts a configuration that breaks a limit, however fast', () => {
    const surface = surfaceOf([
      [at(2), [replicate(0.5, { latencyMs: 20 })]],
      [at(4), [replicate(2, { latencyMs: 60 })]],
    ]);
    const limits = [{ of: 'latencyMs', bound: 30 }] as const;
    const { regrets } = play(surface, [at(4), at(2)], limits);
    expect(regrets[1]).toBeCloseTo(1 - Math.exp(-0.5), 10);
    expect(regrets[2]).toBe(0);
  });

  test('has found nothing while nothing feasible was seen', () => {
    const surface = surfaceOf([[at(2), [replicate(0.5, { latencyMs: 5 })]]]);
    expect(play(surface, [at(2)], [{ of: 'latencyMs', bound: 6 }]).regrets).toEqual([1, 0]);
  });
});

describe('the luck of a replayed search', () => {
  test('is the same for the same seed in whatever order configurations are asked for', () => {
    const points = [2, 4, 8].map(
      (b) => [at(b), [1, 2, 3].map((r) => replicate(b + r / 10))] as const,
    );
    const surface = surfaceOf(points);
    const values = (seed: number, order: readonly number[]): readonly (number | null)[] => {
      const host = createReplayHost(surface, [], createRandom(seed));
      const found = new Map(order.map((b) => [b, host.probe(at(b)).value]));
      return [2, 4, 8].map((b) => found.get(b) ?? null);
    };
    expect(values(1, [2, 4, 8])).toEqual(values(1, [8, 2, 4]));
    const drawn = new Set(Array.from({ length: 30 }, (_, seed) => values(seed, [2])[0]));
    expect([...drawn].sort()).toEqual([2.1, 2.2, 2.3]);
  });

  test('is noise of its own error where there is a single replicate', () => {
    const surface = surfaceOf([[at(2), [replicate(1, { standardError: 0.1 })]]]);
    const values = Array.from(
      { length: 200 },
      (_, seed) => createReplayHost(surface, [], createRandom(seed)).probe(at(2)).value ?? 0,
    );
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length);
    expect(mean).toBeCloseTo(1, 1);
    expect(sd).toBeGreaterThan(0.08);
    expect(sd).toBeLessThan(0.12);
  });
});
