import { expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { normalCdf } from '../../src/stats/normal.ts';
import { chanceWithin } from '../../src/surrogate/chance-within.ts';

const DRAWS = 20_000;
const random = () => createRandom('draws');

test('of two correlated normals it is what their difference says', () => {
  const [a, b, shared] = [0.04, 0.09, 0.02];
  const covariance = Float64Array.from([a, shared, shared, b]);
  // f0 - f1 is normal with mean 0.1 and variance a + b - 2 shared.
  const expected = normalCdf((0.1 + 0.05) / Math.sqrt(a + b - 2 * shared));
  const found = chanceWithin([0.4, 0.3], covariance, [0], 0.05, DRAWS, random());
  expect(found).toBeCloseTo(expected, 1.7);
});

test('of equals each has its share, and all together are sure', () => {
  const covariance = new Float64Array(16);
  for (let i = 0; i < 4; i++) covariance[5 * i] = 1;
  const means = [0, 0, 0, 0];
  expect(chanceWithin(means, covariance, [2], 0, DRAWS, random())).toBeCloseTo(0.25, 1.7);
  expect(chanceWithin(means, covariance, [0, 2], 0, DRAWS, random())).toBeCloseTo(0.5, 1.7);
  expect(chanceWithin(means, covariance, [0, 1, 2, 3], 0, 100, random())).toBe(1);
});

test('what moves together does not compete', () => {
  const covariance = Float64Array.from([1, 1, 1, 1]);
  expect(chanceWithin([0.01, 0], covariance, [1], 0.02, 500, random())).toBe(1);
});
