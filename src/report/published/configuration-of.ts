import type { Configuration } from '../../space/configuration.ts';
import type { PublishedConfiguration } from './published-result.ts';

/** A published configuration as the rest of the program knows it; the inverse of `configurationJson`. */
export function configurationOf(published: PublishedConfiguration): Configuration {
  const { max_queue_delay_ms: maxQueueDelayMs } = published;
  return {
    provider: published.provider,
    batchSize: published.batch_size,
    instances: published.instances,
    intraOpThreads: published.intra_op_threads,
    interOpThreads: published.inter_op_threads,
    executionMode: published.execution_mode,
    graphOptimization: published.graph_optimization,
    spinning: published.spinning,
    memoryArena: published.memory_arena,
    ...(maxQueueDelayMs !== undefined && { maxQueueDelayMs }),
  };
}
