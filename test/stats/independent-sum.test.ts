import { describe, expect, it } from 'vitest';
import { independentSum, negated } from '../../src/stats/independent-sum.ts';

const known = { mean: 1, standardError: 0.3, degreesOfFreedom: 4 };

describe('a sum of independent means', () => {
  it('adds means and variances, with the degrees of freedom of Welch and Satterthwaite', () => {
    const other = { mean: 2, standardError: 0.4, degreesOfFreedom: 10 };
    const { mean, standardError, degreesOfFreedom } = independentSum(known, other);
    expect(mean).toBe(3);
    expect(standardError).toBeCloseTo(0.5);
    expect(degreesOfFreedom).toBeCloseTo(0.25 ** 2 / (0.09 ** 2 / 4 + 0.16 ** 2 / 10));
  });

  it('is as uncertain as its terms where the others are known exactly', () => {
    const exact = { mean: 5, standardError: 0, degreesOfFreedom: Infinity };
    const sum = independentSum(known, exact);
    expect(sum.mean).toBe(6);
    expect(sum.standardError).toBeCloseTo(0.3);
    expect(sum.degreesOfFreedom).toBeCloseTo(4);
    expect(independentSum(exact, exact)).toMatchObject({ mean: 10, standardError: 0 });
  });

  it('is not known where a term is not', () => {
    const unknown = { mean: 0, standardError: Infinity, degreesOfFreedom: 0 };
    expect(independentSum(known, unknown)).toEqual({ ...unknown, mean: 1 });
  });

  it('is turned around by its negation', () => {
    expect(negated(known)).toEqual({ ...known, mean: -1 });
  });
});
