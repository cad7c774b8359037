import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BatchTime, batchCurve } from '../../src/load/batch-curve.ts';

const points = (...pairs: [number, number][]): BatchTime[] =>
  pairs.map(([batch, runMs]) => ({ batch, runMs }));

test('a curve runs straight between its points and on beyond them', () => {
  const curve = batchCurve(points([16, 42], [2, 14], [4, 18]));
  expect([1, 2, 3, 4, 10, 16, 20].map(curve)).toEqual([12, 14, 16, 18, 30, 42, 52.5]);
});

test('a single point holds for smaller batches and grows in proportion for larger ones', () => {
  const curve = batchCurve(points([4, 20]));
  expect([1, 4, 8].map(curve)).toEqual([20, 20, 40]);
});

test('a smaller batch never takes less than its share of the smallest one known', () => {
  const curve = batchCurve(points([4, 20], [8, 60]));
  expect(curve(1)).toBe(5);
});

test('several times at one batch are averaged, and noise does not make larger batches faster', () => {
  const curve = batchCurve(points([1, 9], [1, 11], [2, 8], [4, 20]));
  expect([1, 2, 3, 4].map(curve)).toEqual([10, 10, 15, 20]);
});

test('a curve is positive and never falls, whatever the points', () => {
  const point = fc.record({
    batch: fc.integer({ min: 1, max: 64 }),
    runMs: fc.double({ min: 0.01, max: 1000, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 8 }), (times) => {
      const curve = batchCurve(times);
      let before = 0;
      for (let batch = 1; batch <= 100; batch++) {
        expect(curve(batch)).toBeGreaterThan(0);
        expect(curve(batch)).toBeGreaterThanOrEqual(before * (1 - 1e-9));
        before = curve(batch);
      }
    }),
  );
});

test('no points and impossible ones are refused', () => {
  expect(() => batchCurve([])).toThrow(RangeError);
  expect(() => batchCurve(points([0, 5]))).toThrow(RangeError);
  expect(() => batchCurve(points([1, 0]))).toThrow(RangeError);
});
