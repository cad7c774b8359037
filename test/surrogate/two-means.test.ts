import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { twoMeans } from '../../src/surrogate/two-means.ts';
import { assertProperty } from '../support/assert-property.ts';

/** Squared distances to the mean of each group. */
function spread(values: readonly number[], isHigh: (value: number, i: number) => boolean): number {
  const within = (group: readonly number[]): number => {
    const mean = group.reduce((sum, v) => sum + v, 0) / group.length;
    return group.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  };
  const high = values.filter(isHigh);
  const low = values.filter((v, i) => !isHigh(v, i));
  return high.length === 0 || low.length === 0 ? Infinity : within(high) + within(low);
}

describe('splitting numbers in two', () => {
  test.each([
    [[1, 2, 10, 11], 10],
    [[11, 1, 10, 2], 10],
    [[0, 0, 0, 5], 5],
    [[3, 7], 7],
    [[0, 4, 5, 9, 10], 9],
  ])('the higher group of %j starts at %d', (values, cut) => {
    expect(twoMeans(values)).toBe(cut);
  });

  test.each([[[]], [[1]], [[2, 2, 2]]])('there is nothing to split in %j', (values) => {
    expect(twoMeans(values)).toBeNull();
  });

  test('no other grouping whatever has less spread within its groups', () => {
    const lists = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 8 });
    assertProperty(
      fc.property(lists, fc.integer({ min: 1, max: 254 }), (values, mask) => {
        const cut = twoMeans(values);
        fc.pre(cut !== null);
        const ours = spread(values, (v) => v >= (cut ?? 0));
        expect(ours).toBeLessThanOrEqual(spread(values, (_, i) => ((mask >> i) & 1) === 1) + 1e-9);
      }),
      300,
    );
  });
});
