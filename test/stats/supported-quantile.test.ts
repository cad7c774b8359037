import { expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { sortSample } from '../../src/stats/sorted-sample.ts';
import {
  quantileUpperBound,
  runsToSupport,
  supportedQuantile,
} from '../../src/stats/supported-quantile.ts';

const upTo = (n: number) => sortSample(Array.from({ length: n }, (_, i) => i + 1));

test('a quantile is supported by as many runs as LoadGen asks for', () => {
  expect([0.5, 0.9, 0.95, 0.99].map((p) => runsToSupport(p))).toEqual([7, 44, 90, 459]);
  expect(runsToSupport(0.99, 0.95)).toBe(299);
});

test('a quantile that the runs do not support is null, one run more gives it', () => {
  expect(supportedQuantile(upTo(458), 0.99)).toBeNull();
  expect(supportedQuantile(upTo(459), 0.99)).toBeCloseTo(454.42, 10);
  expect(quantileUpperBound(upTo(458), 0.99)).toBeNull();
  expect(quantileUpperBound(upTo(459), 0.99)).toBe(459);
});

test('the upper bound is the order statistic of the binomial distribution', () => {
  // scipy.stats.binom.ppf(0.99, 1000, 0.9) + 1
  expect(quantileUpperBound(upTo(1000), 0.9)).toBe(922);
});

test('the upper bound lies above the true quantile in 99 of 100 samples', () => {
  const random = createRandom('upper bound');
  const trueP90 = -Math.log(0.1);
  let above = 0;
  for (let i = 0; i < 3000; i++) {
    const sample = Array.from({ length: 80 }, () => -Math.log(1 - random.next()));
    above += Number((quantileUpperBound(sortSample(sample), 0.9) ?? 0) >= trueP90);
  }
  expect(above / 3000).toBeGreaterThan(0.985);
  expect(above / 3000).toBeLessThan(1);
});
