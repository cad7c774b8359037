import type { InferenceSession } from 'onnxruntime-node';
import type { Configuration } from '../../space/configuration.ts';

/**
 * The runtime's session options for a configuration. A thread count of 0 leaves the option unset: the runtime's default
 * (pinned threads, one per physical core) is not the same as asking for that many.
 */
export function sessionOptions(c: Configuration): InferenceSession.SessionOptions {
  return {
    executionProviders: c.provider === 'cpu' ? ['cpu'] : [c.provider, 'cpu'],
    executionMode: c.executionMode,
    graphOptimizationLevel: c.graphOptimization,
    enableCpuMemArena: c.memoryArena,
    ...(c.intraOpThreads > 0 && { intraOpNumThreads: c.intraOpThreads }),
    ...(c.interOpThreads > 0 && { interOpNumThreads: c.interOpThreads }),
    ...(!c.spinning && {
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    }),
  };
}
