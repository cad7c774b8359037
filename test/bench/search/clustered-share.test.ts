import { expect, test } from 'vitest';
import { clopperPearson } from '../../../src/stats/binomial.ts';
import { clusteredShare } from './clustered-share.ts';

const runsOf = (passed: readonly number[], of: number) =>
  passed.flatMap((count, surface) =>
    Array.from({ length: of }, (_, i) => ({ surface: String(surface), passes: i < count })),
  );

test('surfaces that agree are worth about as much as their runs', () => {
  const { share, low, high } = clusteredShare(runsOf(Array(30).fill(9), 10), (r) => r.passes);
  const plain = clopperPearson(270, 300);
  expect(share).toBeCloseTo(0.9, 10);
  expect(low).toBeLessThan(plain.low);
  expect(low).toBeGreaterThan(plain.low - 0.01);
  expect(high).toBeGreaterThanOrEqual(plain.high);
});

test('runs of one surface that all go alike are no more than one run', () => {
  const { share, low, high } = clusteredShare(runsOf([20, 20, 20, 20, 20, 0], 20), (r) => r.passes);
  const asSix = clopperPearson(5, 6);
  expect(share).toBeCloseTo(5 / 6, 10);
  expect(low).toBeLessThanOrEqual(asSix.low);
  expect(high).toBeGreaterThanOrEqual(asSix.high);
});

test('where all pass, each surface counts as one run', () => {
  const { low, high } = clusteredShare(runsOf([20, 20, 20], 20), (r) => r.passes);
  expect({ low, high }).toEqual(clopperPearson(3, 3));
});

test('of no runs nothing is known', () => {
  expect(clusteredShare([], () => true)).toEqual({ share: Number.NaN, low: 0, high: 1 });
});
