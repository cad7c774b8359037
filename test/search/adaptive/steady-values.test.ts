import { expect, test } from 'vitest';
import { steadyValues } from '../../../src/search/adaptive/steady-values.ts';
import type { Observation } from '../../../src/search/strategy.ts';
import { runtimeDefault } from '../../../src/space/configuration.ts';

const seen = (value: number, referenceLevel?: number | null): Observation => ({
  configuration: runtimeDefault(1),
  status: 'measured',
  value,
  standardError: 0.01,
  feasible: true,
  margins: [],
  costS: 1,
  ...(referenceLevel === undefined ? {} : { referenceLevel }),
});

test('a ratio to a reference that was slow for once is taken down', () => {
  const [usual, flattered] = steadyValues([seen(0.5, 3), seen(0.5 + 0.4, 3 - 0.4), seen(0.2, 3)]);
  expect(usual).toBe(0.5);
  expect(flattered).toBeGreaterThan(0.5);
  expect(flattered).toBeLessThan(0.7);
});

test('ratios stay as they are where the speed of the reference is not known or steady', () => {
  expect(steadyValues([seen(0.5), seen(0.9, null)])).toEqual([0.5, 0.9]);
  expect(steadyValues([seen(0.5, 2), seen(0.9, 2), seen(0.1)])).toEqual([0.5, 0.9, 0.1]);
  expect(steadyValues([])).toEqual([]);
});
