import { expect, test } from 'vitest';
import {
  categoryDensity,
  numberDensity,
  parzenScores,
} from '../../src/surrogate/parzen-estimator.ts';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

test('densities of numbers sum to 1 and peak where the observations lie', () => {
  const grid = [0, 1, 2, 3, 4, 5, 6];
  for (const values of [[], [5], [1, 1, 2], [0, 6, 6, 6, 6]]) {
    const density = numberDensity(grid, values);
    expect(sum(density)).toBeCloseTo(1, 12);
    expect(density.every((d) => d > 0)).toBe(true);
  }
  const density = numberDensity(grid, [1, 1, 1, 1, 1, 1, 1]);
  expect(density[1]).toBe(Math.max(...density.slice(1)));
});

test('densities of categories are counts with one more for each', () => {
  expect(categoryDensity([0, 1, 2], [1, 1, 2])).toEqual([1 / 6, 3 / 6, 2 / 6]);
  expect(categoryDensity([0, 1], [])).toEqual([0.5, 0.5]);
});

test('candidates near the good observations score highest', () => {
  const x = Array.from({ length: 14 }, (_, i) => [i % 7, i % 2]);
  const y = x.map(([a = 0, b = 0]) => -((a - 5) ** 2) + b);
  const candidates = Array.from({ length: 14 }, (_, i) => [i >> 1, i & 1]);
  const scores = parzenScores({ features: ['number', 'category'], x, y }, candidates);
  const best = candidates[scores.indexOf(Math.max(...scores))] as number[];
  expect(Math.abs((best[0] as number) - 5)).toBeLessThanOrEqual(1);
  expect(best[1]).toBe(1);
});

test('what failed is bad even where nothing else was observed', () => {
  const data = { features: ['number' as const], x: [[0], [0]], y: [-Infinity, -Infinity] };
  const scores = parzenScores(data, [[0], [1], [2], [3]]);
  expect(scores[3]).toBeGreaterThan(scores[0] as number);
});
