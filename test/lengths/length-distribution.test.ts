import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REQUESTS } from '../../src/lengths/batch-cycle.ts';
import {
  type LengthDistribution,
  representativeLengths,
} from '../../src/lengths/length-distribution.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, v) => sum + v, 0) / values.length;

const range = fc
  .tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2000 }))
  .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));

const anyDistribution: fc.Arbitrary<LengthDistribution> = fc.oneof(
  fc.integer({ min: 1, max: 2000 }).map((length) => ({ kind: 'fixed' as const, length })),
  range.map((r) => ({ kind: 'uniform' as const, ...r })),
  fc
    .tuple(range, fc.double({ min: 0, max: 3, noNaN: true }))
    .map(([r, exponent]) => ({ kind: 'zipf' as const, ...r, exponent })),
  fc
    .array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 50 })
    .map((lengths) => ({ kind: 'listed' as const, lengths: lengths.sort((a, b) => a - b) })),
);

describe('representative lengths', () => {
  it('are as many as asked for, ascending whole numbers from 1', () => {
    fc.assert(
      fc.property(anyDistribution, fc.integer({ min: 1, max: 600 }), (distribution, count) => {
        const lengths = representativeLengths(distribution, count);
        expect(lengths).toHaveLength(count);
        expect(lengths.every((l) => Number.isInteger(l) && l >= 1)).toBe(true);
        expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
      }),
    );
  });

  it('have the mean of the distribution', () => {
    const zipf = { kind: 'zipf', low: 1, high: 128, exponent: 1 } as const;
    const harmonic = Array.from({ length: 128 }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b);
    expect(mean(representativeLengths(zipf, REQUESTS)) / (128 / harmonic)).toBeCloseTo(1, 2);
    const uniform = { kind: 'uniform', low: 16, high: 128 } as const;
    expect(mean(representativeLengths(uniform, REQUESTS))).toBeCloseTo(72, 0);
    const bell = { kind: 'lognormal', median: 40, sigma: 0.5, low: 1, high: 1000 } as const;
    const expected = 40 * Math.exp(0.125);
    expect(mean(representativeLengths(bell, REQUESTS)) / expected).toBeCloseTo(1, 1);
  });

  it('hold every listed length in its share', () => {
    const lengths = representativeLengths({ kind: 'listed', lengths: [3, 7, 7, 50] }, 8);
    expect(lengths).toEqual([3, 3, 7, 7, 7, 7, 50, 50]);
  });

  it('stay within the bounds of a log-normal distribution', () => {
    const bounded = { kind: 'lognormal', median: 40, sigma: 2, low: 1, high: 64 } as const;
    expect(Math.max(...representativeLengths(bounded, REQUESTS))).toBe(64);
  });
});
