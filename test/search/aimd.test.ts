import { describe, expect, test } from 'vitest';
import { createAimd } from '../../src/search/aimd.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';
import { coldContext } from '../support/cold-context.ts';
import { failingWhere, type Landscape, servingLandscape } from '../support/landscape.ts';
import { runStrategy } from '../support/run-strategy.ts';
import { createSmallSpace } from '../support/small-space.ts';

const BATCHES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const space = createSmallSpace({ batches: BATCHES });
const rising: Landscape = { ...servingLandscape(1, 2), value: (c) => Math.log(c.batchSize) };
const missedFrom = (batch: number): Landscape => ({
  ...rising,
  isFeasible: (c) => c.batchSize < batch,
});

/** Batch sizes in the order they were measured. */
function batchesOn(landscape: Landscape, constraints: number, on: SearchSpace = space): number[] {
  const strategy = createAimd({ ...coldContext(on, 1), constraints });
  const { observations } = runStrategy(strategy, on, landscape);
  return observations.map((o) => o.configuration.batchSize);
}

/** The same space around a model whose own batch is `batch`. */
function basedAt(batch: number): SearchSpace {
  const isReference = (c: Configuration): boolean =>
    c.batchSize === batch && c.instances === 1 && c.intraOpThreads === 0;
  const reference = space.configurations.find(isReference);
  return { ...space, reference: reference ?? space.reference };
}

describe('aimd', () => {
  test('raises the batch step by step to the first that misses the target, and ends there', () => {
    expect(batchesOn(missedFrom(5), 1)).toEqual([1, 2, 3, 4, 5]);
  });

  test('backs off by a tenth from a batch that misses, until it holds, then goes up again', () => {
    // 10 × 0.9 = 9 misses, 9 × 0.9 = 8.1 leads to 8, 8 × 0.9 = 7.2 to 7, which holds; 8 is known to miss.
    expect(batchesOn(missedFrom(8), 1, basedAt(10))).toEqual([10, 9, 8, 7]);
    // From 5 on, a tenth less is the next size: 5 × 0.9 = 4.5 leads to 4.
    expect(batchesOn(missedFrom(3), 1, basedAt(5))).toEqual([5, 4, 3, 2]);
  });

  test('goes up to the largest batch where the target always holds', () => {
    expect(batchesOn(rising, 1)).toEqual(BATCHES);
  });

  test('takes a crash for a missed target', () => {
    expect(
      batchesOn(
        failingWhere(rising, (c) => c.batchSize >= 4),
        1,
      ),
    ).toEqual([1, 2, 3, 4]);
  });

  test('without a target ends where throughput no longer rises; with one it goes on', () => {
    const flat: Landscape = { ...rising, value: (c) => Math.min(3, c.batchSize) };
    expect(batchesOn(flat, 0)).toEqual([1, 2, 3, 4]);
    expect(batchesOn(flat, 1)).toEqual(BATCHES);
  });

  test("stays on the default's session", () => {
    const strategy = createAimd({ ...coldContext(space, 1), constraints: 1 });
    const { observations } = runStrategy(strategy, space, rising);
    for (const { configuration: c } of observations) {
      expect([c.instances, c.intraOpThreads]).toEqual([1, 0]);
    }
  });
});
