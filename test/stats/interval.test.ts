import { expect, test } from 'vitest';
import { logEstimateToRatio, tInterval } from '../../src/stats/interval.ts';

test("an interval is Student's, wider at a higher level", () => {
  const { low, high } = tInterval(1, 0.1, 10);
  expect(high - 1).toBeCloseTo(0.2228138852, 8);
  expect(1 - low).toBeCloseTo(0.2228138852, 8);
  expect(tInterval(1, 0.1, 10, 0.99).high).toBeGreaterThan(high);
});

test('what is not known has infinite bounds, what is exact has none', () => {
  const unknown = { value: 1, low: -Infinity, high: Infinity };
  expect(tInterval(1, Infinity, 3)).toEqual(unknown);
  expect(tInterval(1, 0.1, 0)).toEqual(unknown);
  expect(tInterval(1, 0, 0)).toEqual({ value: 1, low: 1, high: 1 });
});

test('a log-ratio becomes a ratio with its bounds', () => {
  expect(logEstimateToRatio({ value: 0, low: -Infinity, high: Infinity })).toEqual({
    value: 1,
    low: 0,
    high: Infinity,
  });
  expect(logEstimateToRatio({ value: Math.log(2), low: 0, high: Math.log(4) }).high).toBeCloseTo(4);
});
