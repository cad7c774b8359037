import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largest } from '../../../src/search/adaptive/largest.ts';
import { assertProperty } from '../../support/assert-property.ts';

describe('the largest of some items', () => {
  it('are those at the front of a stable sort', () => {
    assertProperty(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 })), fc.nat(12), (values, count) => {
        const items = values.map((_, i) => i);
        const by = (i: number): number => values[i] as number;
        const sorted = items.toSorted((a, b) => by(b) - by(a));
        expect(largest(items, count, by)).toEqual(sorted.slice(0, count));
      }),
      200,
    );
  });
});
