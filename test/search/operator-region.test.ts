import { describe, expect, test } from 'vitest';
import { operatorRegion } from '../../src/search/operator-region.ts';
import { goodCells, positionsOf, resourceCurve } from '../../src/search/resource-curve.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import { createSmallSpace } from '../support/small-space.ts';

const BATCHES = [1, 2, 4, 8, 16, 32];
const line = createSmallSpace({ batches: BATCHES, threads: [0], instances: [1] });
const square = createSmallSpace({ batches: BATCHES, threads: [1], instances: [1, 2, 3, 4] });
const cube = createSmallSpace({ batches: BATCHES });

/** Batch sizes of the good cells of a curve over batch sizes alone. */
function goodBatches(values: readonly number[]): readonly number[] {
  const knobs = line.knobs.slice(0, 1);
  const curve = resourceCurve(knobs, line.configurations, values);
  return goodCells(curve).map((cell) => BATCHES[positionsOf(knobs, cell)[0] ?? -1] ?? 0);
}

describe('the partition of a resource curve', () => {
  test('keeps the better cluster of the values', () => {
    expect(goodBatches([1, 1.1, 5, 5.2, 5.1, 1.2])).toEqual([4, 8, 16]);
  });

  test('splits no further once five cells are left, however different they are', () => {
    expect(goodBatches([0, 10, 20, 30, 40, 50])).toEqual([8, 16, 32]);
  });

  test('keeps everything where all values are equal', () => {
    expect(goodBatches([2, 2, 2, 2, 2, 2])).toEqual(BATCHES);
  });

  test('splits within the better cluster, four times at most', () => {
    const batches = Array.from({ length: 1000 }, (_, i) => i + 1);
    const space = createSmallSpace({ batches, threads: [0], instances: [1] });
    const knobs = space.knobs.slice(0, 1);
    // Evenly spread values are halved by each split: 1000, 500, 250, 125, 63 (or 62).
    const curve = resourceCurve(knobs, space.configurations, batches);
    const good = goodCells(curve).map((cell) => positionsOf(knobs, cell)[0] ?? -1);
    expect([62, 63]).toContain(good.length);
    expect(Math.min(...good)).toBe(1000 - good.length);
  });

  test('averages over all knobs but its own, and leaves out cells without configurations', () => {
    const knobs = cube.knobs.slice(1, 3);
    const values = cube.configurations.map((c) => c.batchSize);
    const { cells } = resourceCurve(knobs, cube.configurations, values);
    const positions = [...cells.keys()].map((cell) => positionsOf(knobs, cell));
    // Threads over all instances are at most four on two cores: 3 × 2 and 4 × 2 do not exist, nor with the default's threads.
    expect(positions).toHaveLength(8);
    expect(positions).not.toContainEqual([2, 0]);
    for (const value of cells.values()) expect(value).toBeCloseTo(63 / 6, 9);
  });
});

describe('the region of an operator', () => {
  const rate = (c: Configuration): number =>
    -Math.abs(Math.log2(c.batchSize) - 3) - 2 * Math.abs(c.instances - 2);

  test('is the product of the values that are good on some curve', () => {
    const region = operatorRegion(square, square.configurations.map(rate));
    const inside = square.configurations.filter(region.has);
    expect(new Set(inside.map((c) => c.instances))).toEqual(new Set([2]));
    expect(inside.map((c) => c.batchSize)).toContain(8);
    expect(inside.length).toBeLessThan(square.configurations.length / 2);
    expect(inside.length).toBeGreaterThan(0);
  });

  test('holds the best configuration where knobs act one by one', () => {
    const region = operatorRegion(cube, cube.configurations.map(rate));
    const best = cube.configurations.reduce((a, b) => (rate(b) > rate(a) ? b : a));
    expect(region.has(best)).toBe(true);
  });

  test('expects the mean of the curves, relative to the default', () => {
    const region = operatorRegion(
      cube,
      cube.configurations.map((c) => Math.log(c.batchSize)),
    );
    expect(region.pseudoValue(cube.reference)).toBe(0);
    // Two of the three curves run along the batch size.
    const other = { ...cube.reference, batchSize: 8 };
    expect(region.pseudoValue(other)).toBeCloseTo((2 / 3) * Math.log(8), 9);
  });

  test('is everything where no knob has a choice', () => {
    const single = createSmallSpace({ batches: [1], threads: [0], instances: [1] });
    const region = operatorRegion(single, [3]);
    expect(region.has(single.reference)).toBe(true);
    expect(region.pseudoValue(single.reference)).toBe(0);
  });

  test('says nothing of a default whose values the space leaves out', () => {
    const space = createSmallSpace({ batches: [4, 8], threads: [1, 2], instances: [2] });
    const region = operatorRegion(space, space.configurations.map(rate));
    expect(region.pseudoValue(space.reference)).toBeNull();
    expect(space.configurations.filter(region.has).length).toBeGreaterThan(0);
  });
});
