import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialTail, clopperPearson } from '../../src/stats/binomial.ts';
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts';
import { studentTCdf, studentTQuantile } from '../../src/stats/student-t.ts';

/** |found / expected - 1| below `error`. */
function expectClose(found: number, expected: number, error: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(error * Math.abs(expected));
}

const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const freedom = fc.double({ min: 0.2, max: 1e7, noNaN: true });

describe('the normal distribution', () => {
  // SciPy 1.17, scipy.stats.norm
  test.each([
    [-10, 7.61985302416047e-24],
    [-3, 0.0013498980316300933],
    [-1, 0.15865525393145707],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
  ])('P(Z <= %d)', (x, p) => expectClose(normalCdf(x), p, 1e-11));

  test.each([
    [1e-10, -6.361340902404056],
    [0.001, -3.090232306167813],
    [0.1, -1.2815515655446004],
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.99999, 4.264890793923841],
  ])('quantile at %d', (p, x) => expectClose(normalQuantile(p), x, 1e-13));

  test('the quantile undoes the distribution function', () => {
    fc.assert(fc.property(probability, (p) => expectClose(normalCdf(normalQuantile(p)), p, 1e-10)));
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });
});

describe("Student's t distribution", () => {
  // Published tables to three digits and SciPy 1.17 to all: df, p = 0.75, 0.975, 0.9995, and P(T <= 1.5)
  test.each([
    [0.5, 1.5537739740300383, 164.55767348048818, 411396.462526262, 0.7460491046759459],
    [1, 1.0000000000000002, 12.706204736174694, 636.6192487687897, 0.8128329581890011],
    [2, 0.8164965809277261, 4.302652729749462, 31.599054576445365, 0.8638034375544994],
    [5, 0.7266868438004226, 2.5705818356363146, 6.868826625881276, 0.9030481598787634],
    [7.5, 0.7085995804442596, 2.333039626864974, 5.20772565580064, 0.912759714706768],
    [30, 0.6827556933212927, 2.0422724563012378, 3.6459586350420627, 0.927967035435677],
    [1000000, 0.6744899955310875, 1.959966356814107, 3.2905364612487222, 0.9331926408816036],
  ])('%d degrees of freedom', (df, p75, p975, p9995, below) => {
    expectClose(studentTQuantile(0.75, df), p75, 1e-8);
    expectClose(studentTQuantile(0.975, df), p975, 1e-8);
    expectClose(studentTQuantile(0.9995, df), p9995, 1e-8);
    expectClose(studentTCdf(1.5, df), below, 1e-8);
  });

  test('is symmetric, and its quantile undoes its distribution function', () => {
    fc.assert(
      fc.property(probability, freedom, (p, df) => {
        const x = studentTQuantile(p, df);
        expectClose(studentTCdf(x, df), p, 1e-8);
        expectClose(studentTCdf(-x, df), 1 - p, 1e-8);
      }),
    );
  });

  test('takes every extreme', () => {
    expect(studentTQuantile(0.975, Infinity)).toBeCloseTo(1.959963984540054, 12);
    expect([studentTCdf(-Infinity, 3), studentTCdf(Infinity, 3)]).toEqual([0, 1]);
    expect([studentTQuantile(0, 3), studentTQuantile(1, 3)]).toEqual([-Infinity, Infinity]);
    expect(studentTQuantile(0.5, 3)).toBe(0);
    expect(() => studentTCdf(0, 0)).toThrow(RangeError);
    expect(() => studentTQuantile(2, 3)).toThrow(RangeError);
  });
});

describe('the binomial distribution', () => {
  test('tails are sums of its terms', () => {
    // 1 - 0.8^10 - 10 * 0.2 * 0.8^9 - 45 * 0.04 * 0.8^8
    expectClose(binomialTail(10, 3, 0.2), 0.3222004736, 1e-12);
    expectClose(binomialTail(5, 5, 0.5), 1 / 32, 1e-12);
    expectClose(binomialTail(459, 459, 0.99), 0.99 ** 459, 1e-12);
    expect([binomialTail(5, 0, 0.5), binomialTail(5, 6, 0.5)]).toEqual([1, 0]);
  });

  test('exact intervals are those of Clopper and Pearson', () => {
    const { low, high } = clopperPearson(3, 10);
    expectClose(low, 0.06673951117773447, 1e-10);
    expectClose(high, 0.6524528500599973, 1e-10);
    expect(clopperPearson(0, 10).low).toBe(0);
    expectClose(clopperPearson(0, 10).high, 0.3084971078187607, 1e-10);
    expect(clopperPearson(10, 10).high).toBe(1);
  });
});
