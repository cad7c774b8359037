import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import type { KnownTask, SearchPrior } from '../../../src/knowledge/search-prior.ts';
import { createAdaptive } from '../../../src/search/adaptive/adaptive.ts';
import { createStrategy } from '../../../src/search/strategies.ts';
import type { Strategy, StrategyFactory } from '../../../src/search/strategy.ts';
import { configurationKey } from '../../../src/space/configuration.ts';
import { median } from '../../../src/stats/median.ts';
import { coldContext } from '../../support/cold-context.ts';
import {
  bestValue,
  failingWhere,
  type Landscape,
  noisy,
  observe,
  servingLandscape,
} from '../../support/landscape.ts';
import { regret, runStrategy } from '../../support/run-strategy.ts';
import { createSmallSpace } from '../../support/small-space.ts';
import { knownTask, warmContext, warmPrior } from '../../support/warm-context.ts';

const space = createSmallSpace();
const SEEDS = Array.from({ length: 15 }, (_, i) => i + 1);

const adaptiveWith = (prior: SearchPrior, seed = 1): Strategy =>
  createAdaptive({ ...coldContext(space, seed), prior });

/** Probes until the best seen is truly within 5 % of the best, by seed; 99 where the search ended before. */
function probesTo5(create: (seed: number) => Strategy, landscapeOf: (seed: number) => Landscape) {
  return SEEDS.map((seed) => {
    const landscape = noisy(landscapeOf(seed), 0.02);
    const best = bestValue(landscape, space);
    const { observations } = runStrategy(create(seed), space, landscape, {
      group: 1,
      probes: 40,
      seed,
    });
    const at = observations.findIndex(
      (_, i) => regret(observations.slice(0, i + 1), landscape, best) <= 0.05,
    );
    return at < 0 ? 99 : at + 1;
  });
}

const dealt = (task: KnownTask, seed: number): KnownTask => {
  const values = createRandom(`dealt ${seed}`).shuffle(task.points.map((p) => p.value));
  return { ...task, points: task.points.map((p, i) => ({ ...p, value: values[i] ?? null })) };
};

describe('the start', () => {
  test('is where the law expects the best, after the default', () => {
    const prior = { ...warmPrior(space), tasks: [] };
    const strategy = adaptiveWith(prior);
    strategy.tell(observe(servingLandscape(21, 2), space, space.reference, createRandom(1)));
    const law = prior.law ?? [];
    const best = law.reduce((top, p, i) => (p.logRatio > (law[top]?.logRatio ?? 0) ? i : top), 0);
    expect(strategy.ask(1, [])[0]?.configuration).toEqual(space.configurations[best]);
  });

  test('is what likes found best where there is no law', () => {
    const [like, strange] = [knownTask(space, 3), knownTask(space, 8)];
    const tasks = [
      { ...like, similarity: 0.95 },
      { ...strange, similarity: 0.05 },
    ];
    const strategy = adaptiveWith({ law: null, tasks, operators: [] });
    strategy.tell(observe(servingLandscape(3, 2), space, space.reference, createRandom(1)));
    const top = like.points.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a));
    expect(strategy.ask(1, [])[0]?.configuration).toEqual(top.configuration);
  });
});

describe('knowledge', () => {
  const tasks = [11, 12, 13, 14, 15, 16, 17, 18].map((seed) => knownTask(space, seed));

  test('saves probes', () => {
    const warm = probesTo5(
      (seed) => adaptiveWith({ law: null, tasks, operators: [] }, seed),
      (seed) => servingLandscape(seed, 2),
    );
    const cold = probesTo5(
      (seed) => createStrategy('gp', coldContext(space, seed)),
      (seed) => servingLandscape(seed, 2),
    );
    expect(median(warm)).toBeLessThanOrEqual(4);
    expect(median(warm)).toBeLessThan(median(cold));
  });

  test('that misleads costs at most a probe against knowing nothing', () => {
    const wrong = tasks.map((task, i) => dealt(task, i));
    const misled = probesTo5(
      (seed) => adaptiveWith({ law: null, tasks: wrong, operators: [] }, seed),
      (seed) => servingLandscape(seed, 2),
    );
    const cold = probesTo5(
      (seed) => createStrategy('gp', coldContext(space, seed)),
      (seed) => servingLandscape(seed, 2),
    );
    expect(median(misled)).toBeLessThanOrEqual(median(cold) + 1);
  });

  test('is named with its weight, which adds up to the whole with the law', () => {
    const strategy = createAdaptive(warmContext(space, 1));
    const insight = strategy.insight?.();
    const sum = (insight?.sources ?? []).reduce((s, { weight }) => s + weight, 0);
    expect(insight?.lawWeight).toBeGreaterThan(0);
    expect(sum).toBeGreaterThan(0);
    // The rest is a cold start.
    expect(sum + (insight?.lawWeight ?? 0)).toBeLessThanOrEqual(1);
    expect(insight?.sources[0]?.name).toMatch(/^model \d+$/);
  });
});

describe('the end', () => {
  test('comes before the space is exhausted, with a stated confidence and mostly rightly', () => {
    const ends = SEEDS.map((seed) => {
      const landscape = noisy(servingLandscape(seed, 2), 0.01);
      const strategy = createAdaptive(warmContext(space, seed));
      const { observations } = runStrategy(strategy, space, landscape, { group: 1, seed });
      const best = bestValue(landscape, space);
      const ranked = strategy.ranking?.().slice(0, 3) ?? [];
      const top = Math.max(...ranked.map((c) => landscape.value(c)));
      return {
        confidence: strategy.insight?.().confidence ?? 0,
        probes: observations.length,
        regret: 1 - Math.exp(top - best),
      };
    });
    expect(median(ends.map((e) => e.probes))).toBeLessThan(space.configurations.length / 2);
    expect(ends.every((e) => e.confidence >= 0.95)).toBe(true);
    expect(ends.filter((e) => e.regret <= 0.02).length).toBeGreaterThanOrEqual(13);
  });

  test('ranks what was measured with the noise taken out', () => {
    const landscape = noisy(servingLandscape(2, 2), 0.2);
    const strategy = createAdaptive(warmContext(space, 1));
    const { observations } = runStrategy(strategy, space, landscape, { group: 1, probes: 12 });
    const ranking = strategy.ranking?.() ?? [];
    expect(ranking.map(configurationKey).sort()).toEqual(
      observations.map((o) => configurationKey(o.configuration)).sort(),
    );
  });
});

describe('what goes wrong', () => {
  test('teaches: larger batches of what crashed are not tried', () => {
    const landscape = failingWhere(servingLandscape(5, 2), (c) => c.batchSize * c.instances > 8);
    const strategy = createAdaptive(warmContext(space, 1));
    const { observations } = runStrategy(strategy, space, landscape, { group: 1 });
    const failed = observations.filter((o) => o.status === 'failed').map((o) => o.configuration);
    const kind = (c: (typeof failed)[number]): string => `${c.intraOpThreads} ${c.spinning}`;
    failed.forEach((later, i) => {
      for (const earlier of failed.slice(0, i)) {
        const isLarger =
          kind(earlier) === kind(later) &&
          later.batchSize >= earlier.batchSize &&
          later.instances >= earlier.instances;
        expect(isLarger).toBe(false);
      }
    });
  });

  test('constraints steer the search: few of what is measured break them', () => {
    const bound = Math.log(4);
    const margin = (c: { batchSize: number; instances: number }): number =>
      bound - Math.log(c.batchSize * c.instances);
    const create: StrategyFactory = createAdaptive;
    const strategy = create({ ...warmContext(space, 1), constraints: 1 });
    const landscape = servingLandscape(6, 2);
    const random = createRandom(1);
    const told = [];
    for (let i = 0; i < 14; i++) {
      const [next] = strategy.ask(1, []);
      if (next === undefined) break;
      const value = margin(next.configuration);
      const seen = observe(landscape, space, next.configuration, random);
      const observation = { ...seen, margins: [value], feasible: value >= 0 };
      strategy.tell(observation);
      told.push(observation);
    }
    const broken = told.filter((o) => !o.feasible).length;
    const among = space.configurations.filter((c) => margin(c) < 0).length;
    // By chance nine of fourteen would be; a search that ends after fewer has no more to learn from them either.
    const byChance = (14 * among) / space.configurations.length;
    expect(broken).toBeLessThan(byChance / 2);
    expect(strategy.ranking?.().every((c) => margin(c) >= 0)).toBe(true);
  });
});
