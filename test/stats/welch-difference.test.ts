import { describe, expect, it } from 'vitest';
import { welchDifference } from '../../src/stats/welch-difference.ts';

describe('the difference of two means', () => {
  it('has the interval of a known example', () => {
    // SE² = 0.09 + 0.16; df = 0.25² / (0.09² / 9 + 0.16² / 14) = 22.89; t = 2.0693.
    const { value, low, high } = welchDifference(
      { mean: 5, standardError: 0.3, degreesOfFreedom: 9 },
      { mean: 4, standardError: 0.4, degreesOfFreedom: 14 },
    );
    expect(value).toBe(1);
    expect(high - 1).toBeCloseTo(0.5 * 2.0693, 3);
    expect(1 - low).toBeCloseTo(high - 1, 12);
  });

  it('is exact for exact means and unknown for unknown ones', () => {
    const exact = { mean: 0, standardError: 0, degreesOfFreedom: 1e9 };
    const unknown = { mean: 1, standardError: Number.POSITIVE_INFINITY, degreesOfFreedom: 0 };
    expect(welchDifference({ ...exact, mean: 2 }, exact)).toEqual({ value: 2, low: 2, high: 2 });
    expect(welchDifference(unknown, exact)).toEqual({ value: 1, low: -Infinity, high: Infinity });
  });
});
