import { describe, expect, test } from 'vitest';
import type {
  Observation,
  Strategy,
  StrategyFactory,
  Suggestion,
} from '../../src/search/strategy.ts';
import { type Configuration, configurationKey } from '../../src/space/configuration.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';
import { coldContext } from '../support/cold-context.ts';
import {
  boundedRunTime,
  failingWhere,
  infeasibleByHash,
  type Landscape,
  noisy,
  servedUnderLoad,
  servingLandscape,
} from '../support/landscape.ts';
import { runStrategy } from '../support/run-strategy.ts';
import { createSmallSpace } from '../support/small-space.ts';
import { warmContext } from '../support/warm-context.ts';

const keysOf = (items: readonly { readonly configuration: Configuration }[]): string[] =>
  items.map((item) => configurationKey(item.configuration));

const BASE = noisy(servingLandscape(3, 2), 0.02);
const LANDSCAPES: Readonly<Record<string, Landscape>> = {
  plain: BASE,
  'with misses': infeasibleByHash(BASE, 0.3),
  'with crashes': failingWhere(BASE, (c) => c.batchSize * c.instances > 20),
  'where everything misses': infeasibleByHash(BASE, 1.1),
  'where everything crashes': failingWhere(BASE, () => true),
  'where only the default crashes': failingWhere(
    BASE,
    (c) => c.intraOpThreads === 0 && c.instances === 1 && c.batchSize === 1,
  ),
};

const SPACES: Readonly<Record<string, () => SearchSpace>> = {
  'of one configuration': () => createSmallSpace({ batches: [1], threads: [0], instances: [1] }),
  'of two': () => createSmallSpace({ batches: [1, 2], threads: [0], instances: [1] }),
  'of batch sizes only': () => createSmallSpace({ threads: [0], instances: [1] }),
  'without the default among its values': () =>
    createSmallSpace({ batches: [4, 8], threads: [1, 2], instances: [2] }),
  'with a dynamic batcher': () =>
    createSmallSpace({ batches: [1, 4, 16], instances: [1, 2], delays: [0, 2, 10] }),
  'of delays only': () =>
    createSmallSpace({ batches: [8], threads: [0], instances: [1], delays: [0, 2, 10] }),
  'of four knobs': () => createSmallSpace({ batches: [1, 4, 32], spinning: [true, false] }),
};

/** What may meet a strategy that has a prior and constraints. */
const WARM_LANDSCAPES: Readonly<Record<string, Landscape>> = {
  'under a constraint': boundedRunTime(BASE, 12),
  'under a constraint, with crashes': failingWhere(
    boundedRunTime(BASE, 12),
    (c) => c.batchSize * c.instances > 20,
  ),
  'where every constraint is broken': boundedRunTime(BASE, 0.01),
  'under a load that some carry within a bound': servedUnderLoad(BASE, 0.6, 40),
  'under a load that none carries': servedUnderLoad(BASE, 1000, 40),
};

type StrategyOn = (space: SearchSpace, seed?: number) => Strategy;

export interface Promises {
  /** For a strategy whose source fixes what is measured: all of it. Any other goes on wherever there is more. */
  readonly measuresOnly?: (space: SearchSpace) => readonly Configuration[];
}

/** What every strategy promises to the conductor, whatever it thinks and knows. */
export function strategyContract(
  name: string,
  create: StrategyFactory,
  { measuresOnly }: Promises = {},
): void {
  const cold: StrategyOn = (space, seed = 1) => create(coldContext(space, seed));
  const warm: StrategyOn = (space, seed = 1) => create(warmContext(space, seed));
  describe(`the strategy ${name}`, () => {
    wholeSearches(name, cold);
    if (measuresOnly) fixedList(cold, measuresOnly);
    else goingOn(cold);
    asking(cold);
    telling(cold);
  });
  describe(`the strategy ${name} with a prior and a constraint`, () => {
    const strategyOn: StrategyOn = (space, seed = 1) =>
      create({ ...warmContext(space, seed), constraints: 1 });
    warmSearches(strategyOn);
    asking(warm);
    telling(warm);
  });
}

function expectNewAndValid(suggestions: readonly Suggestion[], space: SearchSpace): void {
  expect(new Set(keysOf(suggestions)).size).toBe(suggestions.length);
  expect(suggestions.every((s) => space.has(s.configuration))).toBe(true);
  expect(suggestions.every((s) => s.reason.length > 0)).toBe(true);
  expect(suggestions.length).toBeGreaterThan(0);
}

function warmSearches(strategyOn: StrategyOn): void {
  for (const [spaceName, makeSpace] of Object.entries(SPACES)) {
    test.each(Object.entries(WARM_LANDSCAPES))(
      `proposes only new valid configurations, the default first, and ends in a space ${spaceName}, %s`,
      (_, landscape) => {
        const space = makeSpace();
        const { suggestions } = runStrategy(strategyOn(space), space, landscape);
        expectNewAndValid(suggestions, space);
        expect(suggestions[0]?.configuration).toEqual(space.reference);
      },
    );
  }
}

function fixedList(
  strategyOn: StrategyOn,
  measuresOnly: (space: SearchSpace) => readonly Configuration[],
): void {
  test('measures its list and nothing else', () => {
    for (const makeSpace of Object.values(SPACES)) {
      const space = makeSpace();
      const { observations } = runStrategy(strategyOn(space), space, BASE);
      expect(observations.map((o) => o.configuration)).toEqual(measuresOnly(space));
    }
  });
}

function goingOn(strategyOn: StrategyOn): void {
  test('goes on after the default wherever there is more', () => {
    for (const makeSpace of Object.values(SPACES)) {
      const space = makeSpace();
      const { observations } = runStrategy(strategyOn(space), space, BASE);
      expect(observations.length).toBeGreaterThanOrEqual(Math.min(2, space.configurations.length));
    }
  });
}

function wholeSearches(name: string, strategyOn: StrategyOn): void {
  test('goes by its name', () => {
    expect(strategyOn(createSmallSpace()).name).toBe(name);
  });

  for (const [spaceName, makeSpace] of Object.entries(SPACES)) {
    test.each(Object.entries(LANDSCAPES))(
      `proposes only new valid configurations and ends in a space ${spaceName}, %s`,
      (_, landscape) => {
        const space = makeSpace();
        for (const group of [1, 4, 1000]) {
          const { suggestions } = runStrategy(strategyOn(space), space, landscape, { group });
          expectNewAndValid(suggestions, space);
        }
      },
    );
  }

  test('measures the default first', () => {
    const space = createSmallSpace();
    const [first] = strategyOn(space).ask(1, []);
    expect(first?.configuration).toEqual(space.reference);
  });
}

function asking(strategyOn: StrategyOn): void {
  test('asking changes nothing, and gives no more than asked for', () => {
    const space = createSmallSpace();
    const calm = strategyOn(space);
    const curious = strategyOn(space);
    const observations = runStrategy(strategyOn(space), space, BASE, { group: 1 }).observations;
    for (const observation of observations.slice(0, 25)) {
      for (const count of [0, 1, 3, 7]) {
        const asked = curious.ask(count, []);
        expect(asked.length).toBeLessThanOrEqual(count);
        expect(curious.ask(count, [])).toEqual(asked);
        curious.ask(
          2,
          asked.map((s) => s.configuration),
        );
      }
      expect(curious.ask(3, [])).toEqual(calm.ask(3, []));
      calm.tell(observation);
      curious.tell(observation);
    }
  });

  test('never proposes what is pending, and ends when everything is', () => {
    const space = createSmallSpace();
    const strategy = strategyOn(space);
    const pending: Configuration[] = [];
    while (pending.length <= space.configurations.length) {
      const asked = strategy.ask(3, pending).map((s) => s.configuration);
      if (asked.length === 0) break;
      const before = new Set(pending.map(configurationKey));
      for (const c of asked) expect(before.has(configurationKey(c))).toBe(false);
      pending.push(...asked);
    }
    expect(pending.length).toBeLessThanOrEqual(space.configurations.length);
    expect(strategy.ask(5, space.configurations)).toEqual([]);
  });
}

function telling(strategyOn: StrategyOn): void {
  test('is told of trials it never proposed, and does not propose them', () => {
    const space = createSmallSpace();
    const strategy = strategyOn(space);
    const told = space.configurations.filter((_, i) => i % 2 === 0);
    for (const configuration of told) {
      const status = configuration.batchSize > 8 ? 'pruned' : 'measured';
      const value = Math.log(configuration.batchSize);
      strategy.tell({
        configuration,
        status,
        value,
        standardError: 0.02,
        feasible: true,
        margins: [],
        costS: 1,
      });
    }
    const { suggestions } = runStrategy(strategy, space, BASE);
    const known = new Set(told.map(configurationKey));
    expect(keysOf(suggestions).some((key) => known.has(key))).toBe(false);
  });

  test('gives the same suggestions to the same seed and observations', () => {
    const space = createSmallSpace();
    const trace = (): string[] =>
      keysOf(runStrategy(strategyOn(space, 5), space, BASE).suggestions);
    expect(trace()).toEqual(trace());
  });

  test('resumes: told of what was measured, it goes on as if it had never stopped', () => {
    const space = createSmallSpace();
    const whole = runStrategy(strategyOn(space), space, BASE, { group: 1 });
    const cut = Math.floor(whole.observations.length / 2);
    const resumed = strategyOn(space);
    const tell = (o: Observation): void => resumed.tell(o);
    whole.observations.slice(0, cut).forEach(tell);
    expect(keysOf(resumed.ask(1, []))).toEqual(keysOf(whole.suggestions.slice(cut, cut + 1)));
  });
}
