import { largestGathering, queueDelays } from '../../../src/space/load-knobs.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import { recordedSpace } from '../search/recorded-space.ts';
import { CORES, type ServedModel } from './served-model.ts';

/** The space of a study under a load of this rate (null: the rate is what is looked for), as `buildSpace` lays it out. */
export function loadSpace(model: ServedModel, ratePerS: number | null): SearchSpace {
  const load = { clients: null, ratePerS, tightestBoundMs: model.boundMs, deadlineMs: null };
  const delays = queueDelays(load);
  const gathering = largestGathering(load);
  const sizes = [...new Set(model.bare.map((c) => c.batchSize))].sort((a, b) => a - b);
  const largest = sizes.find((size) => size >= gathering) ?? Infinity;
  const reference = { ...model.surface.reference, maxQueueDelayMs: 0 };
  const configurations = model.bare
    .filter((c) => c.batchSize <= largest)
    .flatMap((c) =>
      delays
        .filter((delay) => c.batchSize > 1 || delay === 0)
        .map((maxQueueDelayMs) => {
          const isReference = c === model.surface.reference && maxQueueDelayMs === 0;
          return isReference ? reference : { ...c, maxQueueDelayMs };
        }),
    );
  return recordedSpace(configurations, reference, CORES);
}
