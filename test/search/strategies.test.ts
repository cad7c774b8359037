import { describe, expect, test } from 'vitest';
import { TuneError } from '../../src/core/tune-error.ts';
import { createStrategy } from '../../src/search/strategies.ts';
import { DEFAULT_STRATEGY, STRATEGY_NAMES } from '../../src/search/strategy-name.ts';
import { configurationKey, sessionKey } from '../../src/space/configuration.ts';
import { clopperPearson } from '../../src/stats/binomial.ts';
import { coldContext } from '../support/cold-context.ts';
import {
  bestValue,
  failingWhere,
  infeasibleByHash,
  type Landscape,
  noisy,
  servingLandscape,
} from '../support/landscape.ts';
import { regret, runStrategy } from '../support/run-strategy.ts';
import { createSmallSpace } from '../support/small-space.ts';

const small = createSmallSpace();
const large = createSmallSpace({
  batches: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64],
  threads: [0, 1, 2, 4, 8, 16],
  instances: [1, 2, 3, 4, 6, 8, 12, 16],
  spinning: [true, false],
  cores: 16,
});

const strategyOn = (name: string, space = small, seed = 1) =>
  createStrategy(name, coldContext(space, seed));

const crashes = (landscape: Landscape): Landscape =>
  failingWhere(landscape, (c) => c.batchSize * c.instances > 24);

/** Regret after `probes` on landscapes of 40 made-up models. */
function regrets(
  name: string,
  space: typeof small,
  cores: number,
  probes: number,
  wrap = (l: Landscape) => l,
) {
  return Array.from({ length: 40 }, (_, seed) => {
    const landscape = wrap(noisy(servingLandscape(seed, cores), 0.02));
    const strategy = strategyOn(name, space, seed);
    const { observations } = runStrategy(strategy, space, landscape, { probes, seed });
    return regret(observations, landscape, bestValue(landscape, space));
  });
}

/** One-sided: with 95 % confidence more than `share` of the regrets lie below 10 %. */
function expectMostWithinTenPercent(found: readonly number[], share: number): void {
  const within = found.filter((r) => r < 0.1).length;
  expect(clopperPearson(within, found.length, 0.9).low).toBeGreaterThan(share);
}

describe('strategies by name', () => {
  test('the default is among them and first', () => {
    expect(STRATEGY_NAMES[0]).toBe(DEFAULT_STRATEGY);
    expect(STRATEGY_NAMES).toEqual([
      'adaptive',
      'staged',
      'falcon',
      'morphling',
      'gp',
      'tpe',
      'hill-climb',
      'recipe',
      'aimd',
      'best-mean',
      'random',
      'grid',
      'default',
    ]);
  });

  test.each([
    ['hillclimb', 'did you mean "hill-climb"?'],
    [
      'gird',
      'choose one of adaptive, staged, falcon, morphling, gp, tpe, hill-climb, recipe, aimd, best-mean, random, grid, default',
    ],
    ['GRID', 'did you mean "grid"?'],
    ['ran', 'did you mean "random"?'],
  ])('an unknown name %s is a usage error with a hint', (name, hint) => {
    const attempt = () => strategyOn(name);
    expect(attempt).toThrow(TuneError);
    expect(attempt).toThrow(expect.objectContaining({ kind: 'usage', hint }));
  });
});

describe('staged', () => {
  test('is within 10 % of the best after 10 probes on two cores', () => {
    expectMostWithinTenPercent(regrets('staged', small, 2, 10), 0.85);
  });

  test('is within 10 % of the best after 16 of 720 configurations on sixteen cores', () => {
    expectMostWithinTenPercent(regrets('staged', large, 16, 16), 0.85);
  });

  test('is within 10 % of the best after 20 probes where large batches crash', () => {
    expectMostWithinTenPercent(regrets('staged', small, 2, 20, crashes), 0.85);
  });

  test('is within 10 % of the best after 25 probes where a third misses a constraint', () => {
    const misses = (l: Landscape): Landscape => infeasibleByHash(l, 0.3);
    expectMostWithinTenPercent(regrets('staged', small, 2, 25, misses), 0.85);
  });

  test('ends by itself long before the space does', () => {
    const landscape = noisy(servingLandscape(1, 16), 0.02);
    const { observations } = runStrategy(strategyOn('staged', large), large, landscape);
    expect(observations.length).toBeLessThan(60);
  });

  test('asks for other batch sizes of one session together', () => {
    const strategy = strategyOn('staged');
    const landscape = servingLandscape(2, 2);
    const { suggestions } = runStrategy(strategy, small, landscape, { group: 4 });
    const sweep = suggestions.filter((s) => s.reason === 'batch sizes along the best rows');
    const sessions = sweep.map((s) => sessionKey(s.configuration));
    const switches = sessions.filter((key, i) => i > 0 && key !== sessions[i - 1]).length;
    expect(sweep.length).toBeGreaterThan(4);
    expect(switches).toBeLessThan(sweep.length / 2);
  });

  test('does not try a larger batch or more instances of what crashed', () => {
    const landscape = crashes(servingLandscape(4, 2));
    const { observations } = runStrategy(strategyOn('staged'), small, landscape, { group: 1 });
    observations.forEach((later, i) => {
      const doomed = observations
        .slice(0, i)
        .some(
          ({ status, configuration: c }) =>
            status === 'failed' &&
            c.intraOpThreads === later.configuration.intraOpThreads &&
            c.instances <= later.configuration.instances &&
            c.batchSize <= later.configuration.batchSize,
        );
      expect(doomed).toBe(false);
    });
    expect(observations.some((o) => o.status === 'failed')).toBe(true);
  });

  test('tries everything where nothing is feasible', () => {
    const landscape = infeasibleByHash(servingLandscape(1, 2), 1.1);
    const { observations } = runStrategy(strategyOn('staged'), small, landscape);
    expect(observations).toHaveLength(small.configurations.length);
  });

  test('finds the only feasible corner: the smallest batch', () => {
    const base = servingLandscape(5, 2);
    const landscape = { ...base, isFeasible: (c: { batchSize: number }) => c.batchSize <= 2 };
    const { observations } = runStrategy(strategyOn('staged'), small, landscape, { probes: 20 });
    expect(regret(observations, landscape, bestValue(landscape, small))).toBeLessThan(0.1);
  });
});

describe('hill-climb', () => {
  test('is within 10 % of the best after 20 probes on two cores', () => {
    expectMostWithinTenPercent(regrets('hill-climb', small, 2, 20), 0.85);
  });

  test('ends on a peak: no neighbour it measured is better, and all were measured', () => {
    const landscape = servingLandscape(6, 2);
    const { observations } = runStrategy(strategyOn('hill-climb'), small, landscape);
    const values = new Map(observations.map((o) => [configurationKey(o.configuration), o.value]));
    const best = observations.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a));
    for (const neighbour of small.neighbours(best.configuration)) {
      expect(values.get(configurationKey(neighbour))).toBeLessThanOrEqual(best.value as number);
    }
  });
});

describe('random and grid', () => {
  test('random is within 10 % of the best after half of the space', () => {
    expectMostWithinTenPercent(regrets('random', small, 2, 24), 0.8);
  });

  test.each(['random', 'grid'])('%s measures every configuration once', (name) => {
    const landscape = crashes(servingLandscape(1, 2));
    const { observations } = runStrategy(strategyOn(name), small, landscape);
    const keys = observations.map((o) => configurationKey(o.configuration));
    expect(keys.toSorted()).toEqual(small.configurations.map(configurationKey).toSorted());
  });

  test('grid goes session by session', () => {
    const { suggestions } = runStrategy(strategyOn('grid'), small, servingLandscape(1, 2));
    const sessions = suggestions.map((s) => sessionKey(s.configuration));
    const switches = sessions.filter((key, i) => key !== sessions[i - 1]).length;
    expect(switches).toBe(new Set(sessions).size);
  });
});
