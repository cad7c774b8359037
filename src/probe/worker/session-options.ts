import type { InferenceSession } from 'onnxruntime-node';
import type { Configuration } from '../../space/configuration.ts';

/**
 * The runtime's session options for a configuration. A thread count of 0 leaves the option unset: the runtime's default
 * (pinned threads, one per physical core) is not the same as asking for that many.
 */
export function sessionOptions(c: Configuration): InferenceSession.SessionOptions {
  return {
    // Alone: with a second choice in the list the JavaScript layer drops a provider it lacks without a word. Operators the
    // provider cannot run still go to the CPU, inside the runtime.
    executionProviders: [c.provider],
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
