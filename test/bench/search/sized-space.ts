import { buildSpace } from '../../../src/space/build-space.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import type { SpaceModel } from '../../../src/space/space-request.ts';

const BYTES_PER_CORE = 4 * 2 ** 30;
/** Cuts of a range beyond which nothing is gained on 16 cores. */
const FINEST = 60;

/**
 * The space of a model on a host of so many cores whose size is nearest to `size` by ratio: the same ranges, cut finer; large ones
 * with further knobs, of which the law knows spinning only. Batches go up to so many times the model's own.
 */
export function sizedSpace(
  model: SpaceModel,
  cores: number,
  size: number,
  largestBatch = 256,
): SearchSpace {
  let best = spaceAt(model, cores, 2, largestBatch);
  const miss = (s: SearchSpace): number => Math.abs(Math.log(s.configurations.length / size));
  for (let fineness = 3; fineness <= FINEST; fineness++) {
    const finer = spaceAt(model, cores, fineness, largestBatch);
    if (miss(finer) < miss(best)) best = finer;
    if (finer.configurations.length >= size) break;
  }
  return best;
}

function spaceAt(
  model: SpaceModel,
  cores: number,
  fineness: number,
  largestBatch: number,
): SearchSpace {
  const memory = cores * BYTES_PER_CORE;
  const counts = spacedCounts(cores, Math.ceil(1.5 * fineness));
  return buildSpace({
    host: {
      usableCores: cores,
      logicalCores: cores,
      physicalCores: cores,
      memoryLimitBytes: memory,
      memoryAvailableBytes: memory,
    },
    model,
    overrides: {
      batchSize: spacedCounts(largestBatch, 2 * fineness).map((b) => b * model.baseBatch),
      intraOpThreads: [0, ...counts],
      instances: counts,
      spinning: fineness < 6 ? [true] : [true, false],
      memoryArena: fineness < 10 ? [true] : [true, false],
      graphOptimization: fineness < 14 ? ['all'] : ['basic', 'extended', 'all'],
      executionMode: ['sequential'],
      interOpThreads: [0],
    },
    wide: true,
  });
}

/** About `count` whole numbers from 1 to `most`, evenly spaced on a log scale, without repeats. */
function spacedCounts(most: number, count: number): readonly number[] {
  const values = Array.from({ length: count }, (_, i) => Math.round(most ** (i / (count - 1))));
  return [...new Set(values)];
}
