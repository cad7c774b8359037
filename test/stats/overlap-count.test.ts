import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runsInWindow } from '../../src/stats/overlap-count.ts';

test('a run that straddles an edge counts by its share inside', () => {
  expect(runsInWindow([0, 10, 20], [10, 20, 30], 5, 25)).toBe(2);
  expect(runsInWindow([0], [100], 25, 75)).toBe(0.5);
});

test('runs outside do not count, runs of no length count as one inside', () => {
  expect(runsInWindow([0, 40], [10, 50], 10, 40)).toBe(0);
  expect(runsInWindow([5, 50], [5, 50], 0, 10)).toBe(1);
});

test('starts without ends are a defect', () => {
  expect(() => runsInWindow([1, 2], [3], 0, 1)).toThrow(RangeError);
});

test('two windows that touch count as much as both together', () => {
  const times = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 50 })),
  );
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 149 }), (runs, cut) => {
      const starts = runs.map(([start]) => start);
      const ends = runs.map(([start, length]) => start + length);
      const parts = runsInWindow(starts, ends, 0, cut) + runsInWindow(starts, ends, cut, 150);
      expect(parts).toBeCloseTo(runs.length, 9);
    }),
  );
});
