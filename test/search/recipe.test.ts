import { describe, expect, test } from 'vitest';
import { createRecipe } from '../../src/search/recipe.ts';
import { coldContext } from '../support/cold-context.ts';
import { failingWhere, type Landscape, servingLandscape } from '../support/landscape.ts';
import { runStrategy } from '../support/run-strategy.ts';
import { createSmallSpace, type SmallSpaceOptions } from '../support/small-space.ts';

const BATCHES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
const rising: Landscape = { ...servingLandscape(1, 2), value: (c) => Math.log(c.batchSize) };

/** What was measured after the default, on two cores. */
function measuredOn(landscape: Landscape, options: SmallSpaceOptions = { batches: BATCHES }) {
  const space = createSmallSpace(options);
  const { observations } = runStrategy(createRecipe(coldContext(space, 1)), space, landscape);
  return observations.slice(1).map((o) => o.configuration);
}

describe('recipe', () => {
  test('takes one instance with as many threads as cores', () => {
    for (const c of measuredOn(rising)) {
      expect([c.instances, c.intraOpThreads]).toEqual([1, 2]);
    }
  });

  test("takes the runtime's default threads where the space has no count of cores", () => {
    for (const c of measuredOn(rising, { batches: BATCHES, threads: [0] })) {
      expect([c.instances, c.intraOpThreads]).toEqual([1, 0]);
    }
  });

  test('starts with the largest batch, and looks once beside it', () => {
    expect(measuredOn(rising).map((c) => c.batchSize)).toEqual([32, 24]);
  });

  test('halves the batch until the constraints hold, then walks along it to the peak', () => {
    const landscape: Landscape = { ...rising, isFeasible: (c) => c.batchSize <= 6 };
    // 32, 16 and 8 miss, 4 holds; beside it 6 is better than 3; beside 6 is 8, which missed.
    expect(measuredOn(landscape).map((c) => c.batchSize)).toEqual([32, 16, 8, 4, 3, 6]);
  });

  test('walks down where a smaller batch is faster', () => {
    const landscape: Landscape = { ...rising, value: (c) => -Math.abs(c.batchSize - 12) };
    expect(measuredOn(landscape).map((c) => c.batchSize)).toEqual([32, 24, 16, 12, 8]);
  });

  test('lowers the batch after a crash as after a missed constraint', () => {
    const landscape = failingWhere(rising, (c) => c.batchSize > 16);
    expect(measuredOn(landscape).map((c) => c.batchSize)).toEqual([32, 16, 12, 24]);
  });

  test('ends at the smallest batch where none holds', () => {
    const landscape: Landscape = { ...rising, isFeasible: () => false };
    expect(measuredOn(landscape).map((c) => c.batchSize)).toEqual([32, 16, 8, 4, 2, 1]);
  });
});
