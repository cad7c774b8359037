import { describe, expect, it } from 'vitest';
import { rankVariants } from '../../src/variants/rank-variants.ts';

/** A field with these speeds, each known with the same error as a log-ratio. */
function fieldOf(
  speeds: readonly number[],
  accuracies: readonly (number | null)[],
  standardError = 0.02,
) {
  return {
    size: speeds.length,
    accuracy: (place: number) => accuracies[place] ?? null,
    versus: (a: number, b: number) => ({
      ratio: {
        mean: Math.log((speeds[a] ?? 1) / (speeds[b] ?? 1)),
        standardError: a === b ? 0 : standardError,
        degreesOfFreedom: 20,
      },
      comparedBy: 'final' as const,
    }),
  };
}

describe('the order of variants', () => {
  it('is that of speed where it is clear', () => {
    const { winner, wonBy, others, chance } = rankVariants(fieldOf([1, 2, 1.5], [0.9, 0.7, 0.8]));
    expect([winner, wonBy]).toEqual([1, 'speed']);
    expect(others.map((o) => o.place)).toEqual([2, 0]);
    expect(others[1]?.speed.value).toBeCloseTo(0.5);
    expect(others[1]?.speed.high).toBeLessThan(1);
    expect(chance).toBeGreaterThan(0.99);
  });

  it('is that of accuracy between those that are about as fast', () => {
    const { winner, wonBy, others } = rankVariants(fieldOf([1, 1.02, 0.5], [0.8, 0.7, 0.9]));
    expect([winner, wonBy]).toEqual([0, 'accuracy']);
    expect(others[0]).toMatchObject({ place: 1 });
    expect(others[0]?.speed.low).toBeLessThan(1);
    expect(others[0]?.speed.high).toBeGreaterThan(1);
  });

  it('stays that of speed where little was measured and one looks far faster', () => {
    const { winner, wonBy } = rankVariants(fieldOf([1, 2], [0.8, 0.7], 2));
    expect([winner, wonBy]).toEqual([1, 'speed']);
  });

  it('takes an accuracy that nobody said for the lowest', () => {
    expect(rankVariants(fieldOf([1, 1.01], [0.8, null])).winner).toBe(0);
    expect(rankVariants(fieldOf([1, 1.01], [null, null])).winner).toBe(1);
  });

  it('knows no other where there is none', () => {
    expect(rankVariants(fieldOf([1], [0.8]))).toMatchObject({
      winner: 0,
      wonBy: 'only',
      chance: 1,
      others: [],
    });
  });
});
