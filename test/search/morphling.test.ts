import { describe, expect, test } from 'vitest';
import { type KnownTask, NO_PRIOR } from '../../src/knowledge/search-prior.ts';
import { createMorphling, morphlingOf } from '../../src/search/morphling.ts';
import type { StrategyFactory } from '../../src/search/strategy.ts';
import { coldContext } from '../support/cold-context.ts';
import { bestValue, type Landscape, noisy, servingLandscape } from '../support/landscape.ts';
import { regret, runStrategy } from '../support/run-strategy.ts';
import { createSmallSpace } from '../support/small-space.ts';
import { knownTask } from '../support/warm-context.ts';

const space = createSmallSpace({ batches: [1, 2, 4, 8, 16, 32, 64] });
const tasks = Array.from({ length: 12 }, (_, i) => knownTask(space, 100 + i));

function searchOn(
  landscape: Landscape,
  known: readonly KnownTask[],
  probes: number,
  create: StrategyFactory = morphlingOf(60),
) {
  const strategy = create({ ...coldContext(space, 1), prior: { ...NO_PRIOR, tasks: known } });
  return runStrategy(strategy, space, landscape, { group: 1, probes });
}

describe('morphling', () => {
  test('measures the corners of the space after the default', () => {
    const { suggestions } = searchOn(servingLandscape(1, 2), [], 8);
    const corners = suggestions.slice(1, 7);
    expect(suggestions[0]?.configuration).toEqual(space.reference);
    expect(corners.every((s) => s.reason === 'corner of the space')).toBe(true);
    // Two threads in each of four instances do not fit on two cores.
    expect(
      corners.map(({ configuration: c }) => [c.batchSize, c.instances, c.intraOpThreads]).sort(),
    ).toEqual(
      [
        [1, 1, 1],
        [64, 1, 1],
        [1, 4, 1],
        [64, 4, 1],
        [1, 1, 2],
        [64, 1, 2],
      ].sort(),
    );
    expect(suggestions[7]?.reason).not.toBe('corner of the space');
  });

  test('earlier tasks lead it to the best in fewer trials than random weights do', () => {
    const regretsWith = (known: readonly KnownTask[]): number[] =>
      [1, 2, 3, 4].map((seed) => {
        const landscape = noisy(servingLandscape(seed, 2), 0.02);
        const { observations } = searchOn(landscape, known, 10);
        return regret(observations, landscape, bestValue(landscape, space));
      });
    const total = (regrets: readonly number[]): number => regrets.reduce((a, b) => a + b);
    expect(total(regretsWith(tasks))).toBeLessThan(0.5 * total(regretsWith([])));
  }, 30_000);

  test('says whether it knows earlier tasks', () => {
    const landscape = servingLandscape(1, 2);
    const last = (known: readonly KnownTask[]) =>
      searchOn(landscape, known, 8, morphlingOf(1)).suggestions.at(-1)?.reason;
    expect(last(tasks)).toBe('best of a regressor trained on earlier tasks');
    expect(last([])).toBe('best of a regressor without earlier tasks');
  });

  test('takes a missed constraint for slow: it turns to where constraints hold', () => {
    const landscape: Landscape = { ...servingLandscape(3, 2), isFeasible: (c) => c.batchSize <= 4 };
    const { observations } = searchOn(landscape, tasks, 20);
    expect(regret(observations, landscape, bestValue(landscape, space))).toBeLessThan(0.1);
  });

  test('searches everything, however many tasks it knows', () => {
    const { suggestions } = searchOn(
      servingLandscape(1, 2),
      tasks.slice(0, 2),
      Infinity,
      createMorphling,
    );
    expect(suggestions).toHaveLength(space.configurations.length);
  });
});
