import { describe, expect, it } from 'vitest';
import { rankCorrelation } from '../../src/stats/rank-correlation.ts';

describe('rank correlation', () => {
  it('is 1 for the same order, -1 for the opposite, whatever the distances', () => {
    expect(rankCorrelation([1, 2, 3, 4], [10, 11, 500, 501])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [9, 7, 5, -100])).toBeCloseTo(-1, 12);
  });

  it('agrees with the textbook on a sample with ties', () => {
    // Ranks 0.5 0.5 2 3 against 0 1 2.5 2.5: covariance 4, variances 4.5 and 4.5.
    expect(rankCorrelation([1, 1, 2, 3], [1, 2, 5, 5])).toBeCloseTo(4 / 4.5, 12);
  });

  it('is undefined where one side is constant', () => {
    expect(rankCorrelation([1, 2, 3], [5, 5, 5])).toBeNaN();
  });
});
