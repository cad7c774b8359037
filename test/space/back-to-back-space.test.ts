import { expect, test } from 'vitest';
import { backToBackSpace } from '../../src/space/back-to-back-space.ts';
import { buildSpace } from '../../src/space/build-space.ts';
import { requestFor } from './space-fixtures.ts';

const request = requestFor(2);
const load = { clients: null, ratePerS: 1000, tightestBoundMs: 50, deadlineMs: null };

test('a space under a load has, without delays, the configurations of one back to back', () => {
  const { configurations, reference } = buildSpace(request);
  const bare = backToBackSpace(buildSpace({ ...request, load }), 2);
  expect(new Set(bare.configurations)).toEqual(new Set(configurations));
  expect(bare.reference).toEqual(reference);
  expect(bare.configurations).toContain(bare.reference);
  expect(bare.configurations.every(bare.has)).toBe(true);
  expect(bare.knobs.some(({ name }) => name === 'maxQueueDelayMs')).toBe(false);
});

test('a space back to back stays as it is', () => {
  const space = buildSpace(request);
  expect(backToBackSpace(space, 2).configurations).toEqual(space.configurations);
});
