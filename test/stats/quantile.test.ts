import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median } from '../../src/stats/median.ts';
import { quantile } from '../../src/stats/quantile.ts';
import { sortSample } from '../../src/stats/sorted-sample.ts';

const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
  minLength: 1,
  maxLength: 60,
});

test('a sample is sorted as numbers, not as text, and the input is left alone', () => {
  const input = [10, 9, 100, 1];
  expect(sortSample(input)).toEqual([1, 9, 10, 100]);
  expect(input).toEqual([10, 9, 100, 1]);
});

test('a sample refuses what has no order', () => {
  expect(() => sortSample([1, Number.NaN])).toThrow(RangeError);
  expect(() => sortSample([Infinity])).toThrow(RangeError);
});

test('quantiles are those of R and NumPy (type 7)', () => {
  const sample = sortSample([1, 2, 3, 4, 10]);
  expect(quantile(sample, 0.9)).toBeCloseTo(7.6, 12);
  expect(quantile(sample, 0.25)).toBe(2);
  expect(quantile(sample, 0)).toBe(1);
  expect(quantile(sample, 1)).toBe(10);
  expect(quantile(sortSample([]), 0.5)).toBeNaN();
  expect(() => quantile(sample, 1.1)).toThrow(RangeError);
});

test('quantiles lie within the data, never fall with p, and turn around with the sign', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (data, p) => {
      const sample = sortSample(data);
      const q = quantile(sample, p);
      expect(q).toBeGreaterThanOrEqual(sample[0] as number);
      expect(q).toBeLessThanOrEqual(sample.at(-1) as number);
      expect(quantile(sample, Math.min(1, p + 0.1))).toBeGreaterThanOrEqual(q - 1e-9);
      expect(quantile(sortSample(data.map((v) => -v)), 1 - p)).toBeCloseTo(-q, 5);
    }),
  );
});

test('the median is the middle, or the mean of the two middle values', () => {
  expect(median([5, 1, 9])).toBe(5);
  expect(median([5, 1, 9, 7])).toBe(6);
  expect(median([])).toBeNaN();
});
