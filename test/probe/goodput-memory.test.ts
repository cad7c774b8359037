import { expect, it } from 'vitest';
import { createGoodputMemory } from '../../src/probe/goodput-memory.ts';
import { runtimeDefault } from '../../src/space/configuration.ts';

const one = runtimeDefault(1);

it('starts a search where run times let expect the goodput, and wider, as long as nothing was found', () => {
  const memory = createGoodputMemory();
  expect(memory.startOf(one, 200)).toEqual({ startPerS: 200, stride: 1.3 });
  memory.keep({ ...one, batchSize: 2 }, 100, 90);
  expect(memory.startOf(one, 200)).toEqual({ startPerS: 200, stride: 1.3 });
});

it('starts it halfway between what was found and what that means at the speed of now', () => {
  const memory = createGoodputMemory();
  memory.keep(one, 200, 180);
  expect(memory.startOf(one, 200).startPerS).toBeCloseTo(180);
  expect(memory.startOf(one, 200).stride).toBe(1.1);
  // Half as fast as then.
  expect(memory.startOf(one, 100).startPerS).toBeCloseTo(Math.sqrt(180 * 90));
  memory.keep(one, 100, 80);
  expect(memory.startOf(one, 100).startPerS).toBeCloseTo(80);
});
