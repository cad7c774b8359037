import { describe, expect, test } from 'vitest';
import { type KnownTask, NO_PRIOR } from '../../src/knowledge/search-prior.ts';
import { createBestMean } from '../../src/search/best-mean.ts';
import { coldContext } from '../support/cold-context.ts';
import { createSmallSpace } from '../support/small-space.ts';

const space = createSmallSpace({ batches: [1, 2, 4, 8], threads: [0], instances: [1] });

/** A task that knows these throughputs by batch size; null for a crash. */
function task(rates: Readonly<Record<number, number | null>>): KnownTask {
  const points = Object.entries(rates).map(([batch, rate]) => ({
    configuration: { ...space.reference, batchSize: Number(batch) },
    value: rate === null ? null : Math.log(rate),
    standardError: 0.01,
    costS: 1,
  }));
  return { name: 'model', similarity: 0.1, hostSimilarity: 1, origin: 'own', points };
}

function orderAfter(tasks: readonly KnownTask[]): readonly number[] {
  const context = { ...coldContext(space, 1), prior: { ...NO_PRIOR, tasks } };
  return createBestMean(context)
    .ask(10, [])
    .map((s) => s.configuration.batchSize);
}

describe('best-mean', () => {
  test('orders by the mean share of the best of each task, not by the mean throughput', () => {
    // Shares: 2 has 1.0 and 0.5, 4 has 0.5 and 1.0, 8 has 0.9 and 0.9; in throughput 4 would come first.
    const tasks = [task({ 1: 0.1, 2: 1, 4: 0.5, 8: 0.9 }), task({ 1: 10, 2: 50, 4: 110, 8: 90 })];
    expect(orderAfter(tasks)).toEqual([1, 8, 4, 2]);
  });

  test('puts what fewer than half of the tasks know last, the better known first', () => {
    const tasks = [
      task({ 1: 1, 2: 0.2 }),
      task({ 1: 1, 2: 0.2 }),
      task({ 1: 1, 2: 0.2, 4: 1 }),
      task({ 1: 1, 2: 0.2 }),
      task({ 1: 1, 2: 0.2 }),
    ];
    expect(orderAfter(tasks)).toEqual([1, 2, 4, 8]);
  });

  test('counts a failed trial as nothing served', () => {
    const tasks = [task({ 1: 1, 2: 2, 4: null }), task({ 1: 1, 2: 1.1, 4: 2 })];
    expect(orderAfter(tasks)).toEqual([1, 2, 4, 8]);
  });

  test('ignores tasks that measured nothing', () => {
    const tasks = [task({ 1: 1, 2: 2 }), task({ 4: null }), task({ 8: null }), task({ 8: null })];
    expect(orderAfter(tasks)).toEqual([1, 2, 4, 8]);
  });

  test('walks the grid where nothing is known, and says so', () => {
    const [, second] = createBestMean(coldContext(space, 1)).ask(10, []);
    expect(orderAfter([])).toEqual([1, 2, 4, 8]);
    expect(second?.reason).toContain('no earlier task');
  });
});
