import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { bestOf } from '../../src/stats/best-of.ts';
import type { MeanEstimate } from '../../src/stats/mean-estimate.ts';
import { normalCdf } from '../../src/stats/normal.ts';
import { winnerInterval } from '../../src/stats/winner-interval.ts';

const estimate = (mean: number, standardError: number, degreesOfFreedom = 1e9): MeanEstimate => ({
  mean,
  standardError,
  degreesOfFreedom,
});

describe('the probability to be best', () => {
  test('of two is the normal probability of their difference', () => {
    const [first] = bestOf([estimate(0.05, 0.03), estimate(0, 0.04)]);
    expect(first).toBeCloseTo(normalCdf(0.05 / 0.05), 2);
  });

  test('is shared by equals and sums to 1', () => {
    const equals = bestOf([1, 2, 3, 4].map(() => estimate(0, 0.1, 5)));
    for (const p of equals) expect(p).toBeCloseTo(0.25, 6);
    const mixed = bestOf([estimate(0.1, 0.05, 3), estimate(0, 0), estimate(-0.3, 0.2, 2)]);
    expect(mixed.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  test('is less sure with fewer degrees of freedom', () => {
    const sure = bestOf([estimate(0.1, 0.04, 100), estimate(0, 0)])[0] as number;
    const unsure = bestOf([estimate(0.1, 0.04, 2), estimate(0, 0)])[0] as number;
    expect(sure).toBeGreaterThan(unsure);
  });

  test('takes exact values and unknown ones', () => {
    expect(bestOf([estimate(1, 0), estimate(0, 0)])).toEqual([1, 0]);
    expect(bestOf([estimate(1, 0), estimate(1, 0)])).toEqual([0.5, 0.5]);
    expect(bestOf([estimate(1, 0.1, 9), estimate(5, Infinity, 0)])).toEqual([0.5, 0.5]);
    expect(bestOf([])).toEqual([]);
  });

  test('means what it says: claims of 80 to 95 % are right that often', () => {
    const random = createRandom('calibration');
    let claims = 0;
    let claimed = 0;
    let right = 0;
    for (let i = 0; i < 600; i++) {
      const truth = [0, 0, 0].map(() => 0.05 * random.normal());
      const seen = truth.map((t) => estimate(t + 0.03 * random.normal(), 0.03));
      const p = bestOf(seen);
      const top = p.indexOf(Math.max(...p));
      const claim = p[top] as number;
      if (claim < 0.8 || claim > 0.95) continue;
      claims++;
      claimed += claim;
      right += Number(truth[top] === Math.max(...truth));
    }
    expect(claims).toBeGreaterThan(80);
    // Flat prior, narrow truth: slightly too sure, within what 80 claims can tell.
    expect(Math.abs(right - claimed) / claims).toBeLessThan(0.12);
  });
});

test('the interval of a winner covers its true value although the same data chose it', () => {
  const random = createRandom('curse');
  let plain = 0;
  let corrected = 0;
  for (let i = 0; i < 2000; i++) {
    const seen = [1, 2, 3, 4, 5].map(() => estimate(random.normal(), 1));
    const winner = seen.reduce((a, b) => (b.mean > a.mean ? b : a));
    plain += Number(winner.mean - 1.959964 <= 0);
    corrected += Number(winnerInterval(winner, 4).low <= 0);
  }
  expect(plain / 2000).toBeLessThan(0.91);
  expect(corrected / 2000).toBeGreaterThan(0.94);
});
