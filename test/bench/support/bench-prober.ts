import { createRandom } from '../../../src/core/random.ts';
import type { FeedSpec } from '../../../src/onnx/feed-spec.ts';
import { createLocalProber } from '../../../src/probe/local-prober.ts';
import type { Prober } from '../../../src/study/prober.ts';
import { processSource } from '../../support/process-source.ts';

/** A prober over one model for benchmarks: nothing read from the knowledge base, nothing searched. */
export function benchProber(options: {
  readonly path: string;
  readonly feeds: readonly FeedSpec[];
  readonly sliceMs?: number;
  readonly freeze?: boolean;
}): Prober {
  return createLocalProber({
    model: { path: options.path, feeds: options.feeds, realFeeds: [], seed: 1 },
    outputs: [],
    random: createRandom('bench'),
    monitor: {
      snapshot: () => ({ busyMs: 0, idleMs: 0, stealMs: 0 }),
      since: () => ({ stealShare: 0, backgroundShare: 0 }),
    },
    memoryLimitBytes: 8 * 2 ** 30,
    ...processSource,
    freeze: options.freeze ?? true,
    ...(options.sliceMs !== undefined && { sliceMs: options.sliceMs }),
  });
}
