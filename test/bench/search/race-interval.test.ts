import { expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { raceClaim } from './race-interval.ts';

const random = createRandom('claims');
const claims = (values: readonly number[], deviations: readonly number[]) =>
  Array.from({ length: 400 }, (_, i) =>
    raceClaim(values, { deviations, standardErrors: [0.02] }, random.fork(String(i))),
  );

test('claims nothing of finalists that are no better than the default', () => {
  const made = claims([-0.5, -0.4, -0.6], [0.02, 0.05, 0.03]).filter((c) => c !== null);
  expect(made).toHaveLength(0);
});

test('covers the long-run value in nineteen races of twenty where sessions differ as normal ones do', () => {
  const normal = createRandom('noise');
  const deviations = Array.from({ length: 200 }, () => 0.05 * normal.normal());
  const made = claims([0.6, 0.55, 0.5], deviations).flatMap((c) => c ?? []);
  expect(made.length).toBeGreaterThan(390);
  expect(made.filter((c) => c.covers).length / made.length).toBeGreaterThan(0.93);
});
