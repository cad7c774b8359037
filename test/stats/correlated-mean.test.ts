import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../src/core/random.ts';
import { correlatedMean } from '../../src/stats/correlated-mean.ts';
import { tInterval } from '../../src/stats/interval.ts';
import { winsorised } from '../../src/stats/winsorised.ts';

type Noise = (random: Random) => number;

const normal: Noise = (random) => random.normal();
/** Student's t with 5 degrees of freedom. */
const heavy: Noise = (random) => {
  const chiSquared = [1, 2, 3, 4, 5].reduce((sum) => sum + random.normal() ** 2, 0);
  return random.normal() / Math.sqrt(chiSquared / 5);
};

/** First-order autoregressive series about 0, after 30 steps to forget its start. */
function series(random: Random, n: number, rho: number, noise: Noise): number[] {
  const values: number[] = [];
  let value = noise(random);
  for (let i = -30; i < n; i++) {
    value = rho * value + noise(random);
    if (i >= 0) values.push(value);
  }
  return values;
}

/** Share of 95 % intervals that cover the true mean 0, and the spread of the mean. */
function simulate(make: () => number[], repeats = 2500) {
  let covered = 0;
  let squares = 0;
  for (let i = 0; i < repeats; i++) {
    const { mean, standardError, degreesOfFreedom } = correlatedMean(make());
    const { low, high } = tInterval(mean, standardError, degreesOfFreedom);
    covered += Number(low <= 0 && high >= 0);
    squares += mean * mean;
  }
  return { coverage: (100 * covered) / repeats, variance: squares / repeats };
}

describe('the 95 % interval of a mean of rounds', () => {
  // Bounds are what the docstring states, give or take three errors of 2,500 repeats (1.3 at 95, 2.1 at 85).
  test.each([
    [6, -0.4, 97, 100],
    [6, 0, 94.5, 97.7],
    [6, 0.25, 90, 95],
    [6, 0.5, 81, 88],
    [10, -0.4, 97, 100],
    [10, 0, 94.5, 98],
    [10, 0.25, 90, 95],
    [10, 0.5, 81, 88],
    [20, -0.4, 95.5, 99],
    [20, 0, 94.3, 97.3],
    [20, 0.25, 90.5, 95],
    [20, 0.5, 85, 91],
    [50, -0.4, 94.5, 97.5],
    [50, 0, 94, 97],
    [50, 0.25, 92, 96],
    [50, 0.5, 88, 93],
  ])('%d rounds, correlation %d: covers %d to %d %%', (n, rho, least, most) => {
    const random = createRandom(`${n} ${rho}`);
    const { coverage } = simulate(() => series(random, n, rho, normal));
    expect(coverage).toBeGreaterThan(least);
    expect(coverage).toBeLessThan(most);
  });

  test.each([6, 10, 20, 50])('%d rounds with heavy tails: covers 94 to 98.5 %%', (n) => {
    const random = createRandom(`heavy ${n}`);
    const { coverage } = simulate(() => series(random, n, 0, heavy));
    expect(coverage).toBeGreaterThan(94);
    expect(coverage).toBeLessThan(98.5);
  });

  test('10 % outliers of five sigma cost a third less than in the plain mean', () => {
    const random = createRandom('outliers');
    const hiccup = () => (random.next() < 0.1 ? 5 * (random.next() < 0.5 ? 1 : -1) : 0);
    const { coverage, variance } = simulate(() =>
      series(random, 20, 0, normal).map((value) => value + hiccup()),
    );
    const plainVariance = (1 + 0.1 * 25) / 20;
    expect(variance).toBeLessThan(0.7 * plainVariance);
    expect(coverage).toBeGreaterThan(95);
    expect(coverage).toBeLessThan(98.5);
  });
});

describe('the mean of a short series', () => {
  test('of one value has an error without bound, of none is a defect', () => {
    expect(correlatedMean([3])).toEqual({
      mean: 3,
      standardError: Infinity,
      degreesOfFreedom: 0,
    });
    expect(() => correlatedMean([])).toThrow(RangeError);
  });

  test('of two values has one degree of freedom and an error of about half their distance', () => {
    const { mean, standardError, degreesOfFreedom } = correlatedMean([1, 2]);
    expect([mean, degreesOfFreedom]).toEqual([1.5, 1]);
    expect(standardError).toBeGreaterThan(0.4);
    expect(standardError).toBeLessThan(0.8);
  });

  test('of equal values has no error', () => {
    expect(correlatedMean([2, 2, 2, 2]).standardError).toBe(0);
  });

  test('moves and scales with its values', () => {
    const random = createRandom('equivariance');
    const values = series(random, 12, 0.3, normal);
    const base = correlatedMean(values);
    const moved = correlatedMean(values.map((v) => 10 * v + 7));
    expect(moved.mean).toBeCloseTo(10 * base.mean + 7, 9);
    expect(moved.standardError).toBeCloseTo(10 * base.standardError, 9);
  });

  test('has a larger error where neighbours go together than where they alternate', () => {
    const together = Array.from({ length: 40 }, (_, i) => Math.sign(Math.sin(i / 3)));
    const alternating = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    expect(correlatedMean(together).standardError).toBeGreaterThan(
      4 * correlatedMean(alternating).standardError,
    );
  });
});

describe('pulling in outliers', () => {
  test('moves a sporadic one and says so', () => {
    const { values, keptShare } = winsorised([0.1, -0.1, 0, 0.05, -0.05, 0.1, -0.1, 9]);
    expect(values.slice(0, 7)).toEqual([0.1, -0.1, 0, 0.05, -0.05, 0.1, -0.1]);
    expect(values[7]).toBeLessThan(1);
    expect(keptShare).toBe(7 / 8);
  });

  test('keeps both levels of a series that alternates between two', () => {
    const random = createRandom('levels');
    const levels = Array.from(
      { length: 40 },
      (_, i) => (i % 3 === 0 ? 1 : 0) + 0.01 * random.normal(),
    );
    expect(correlatedMean(levels).mean).toBeCloseTo(0.35, 1);
    expect(winsorised(levels).values.filter((v) => v > 0.9)).toHaveLength(14);
  });
});
