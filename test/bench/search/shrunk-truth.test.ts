import { expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { NO_PRIOR } from '../../../src/knowledge/search-prior.ts';
import { configurationKey, runtimeDefault } from '../../../src/space/configuration.ts';
import { madeUpSurface } from './made-up-surface.ts';
import { recordedSpace } from './recorded-space.ts';
import type { Replicate } from './recorded-surface.ts';
import { shrunkTruths } from './shrunk-truth.ts';
import { truthsOf } from './truth.ts';

const REFERENCE = runtimeDefault(1);

const replicate = (value: number, standardError: number): Replicate => ({
  logRatio: value,
  steadyLogRatio: value,
  referenceLevel: null,
  standardError,
  latencyMs: null,
  rssBytes: null,
  createS: 0,
  measureS: 1,
});

test('takes a lonely peak of two replicates that disagree down to its neighbours', () => {
  const batches = [2, 4, 8, 16, 32, 64];
  const surface = madeUpSurface([
    { configuration: REFERENCE, replicates: [replicate(0, 0), replicate(0, 0)] },
    ...batches.map((batchSize) => ({
      configuration: { ...REFERENCE, batchSize },
      replicates:
        batchSize === 16
          ? [replicate(0.9, 0.02), replicate(0.5, 0.02)]
          : [replicate(0.5, 0.02), replicate(0.5, 0.02)],
    })),
  ]);
  const space = recordedSpace(
    surface.points.map((p) => p.configuration),
    REFERENCE,
    2,
  );
  const truths = truthsOf(surface);
  const context = {
    space,
    random: createRandom(1),
    prior: NO_PRIOR,
    constraints: 0,
    defaultThreads: 2,
  };
  const shrunk = shrunkTruths(surface, truths, context);
  const key = configurationKey({ ...REFERENCE, batchSize: 16 });
  expect(truths.get(key)?.logRatio).toBeCloseTo(0.7, 6);
  expect(shrunk.get(key)?.logRatio).toBeLessThan(0.64);
  expect(shrunk.get(configurationKey(REFERENCE))?.logRatio).toBe(0);
});
