import { expect, test } from 'vitest';
import { observationOf } from '../../src/study/observation-of.ts';
import { smallSpace, trialOf } from './fixtures.ts';

test('a strategy is told how fast the default was in the heat of a trial', () => {
  const told = observationOf(trialOf(2, smallSpace.reference), 'throughput', []);
  expect(told.value).toBe(0.2);
  // 120 samples per second, e^0.2 times those of the default.
  expect(Math.exp(told.referenceLevel ?? Number.NaN)).toBeCloseTo(120 / Math.exp(0.2), 10);
});

test('and is not where speed is not what the objective is about', () => {
  const told = observationOf(trialOf(2, smallSpace.reference), 'latency', []);
  expect(told.referenceLevel).toBeUndefined();
});
