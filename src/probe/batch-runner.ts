import type { RunOutput } from '../batching/compare-outputs.ts';
import type { BatchRunner } from '../batching/verify-batching.ts';
import type { PaddedRunner } from '../batching/verify-padding.ts';
import type { RequestBatch } from '../lengths/batch-cycle.ts';
import { runtimeDefault } from '../space/configuration.ts';
import type { Failure } from '../study/trial.ts';
import { type InstanceGroup, startInstanceGroup } from './instance-group.ts';
import { type MemoryLimits, watchMemory } from './memory-watch.ts';
import { monotonicMs } from './monotonic-clock.ts';
import { runOutput } from './run-output.ts';
import type { WorkerModel } from './worker/protocol.ts';
import { WorkerFailure } from './worker-failure.ts';
import { startWorkerGuard } from './worker-guard.ts';

/** Longest time to load a model or run it once while batching is being verified, in ms. */
const TIMEOUT_MS = 120_000;

export interface BatchRunnerOptions {
  readonly original: WorkerModel;
  /** The rewritten file; null where the file takes any batch as it is. */
  readonly batched: WorkerModel | null;
  readonly limits: MemoryLimits;
}

/** Runs files for `verifyBatching` and `verifyPadding`. */
export interface BatchRuns {
  readonly run: BatchRunner;
  /** Runs the file that takes any batch. */
  readonly runPadded: PaddedRunner;
  /** Runs the original at its own batch: what failed, or how long one run takes once it is loaded, in ms. */
  tryOriginal(
    baseBatch: number,
  ): Promise<{ readonly failed: Failure } | { readonly runMs: number }>;
  close(): void;
}

/** Runs the original and the rewritten file in processes of their own, started when first needed. */
export function createBatchRunner({ original, batched, limits }: BatchRunnerOptions): BatchRuns {
  const guard = startWorkerGuard();
  const groups = new Map<WorkerModel, InstanceGroup>();
  const groupOf = async (model: WorkerModel): Promise<InstanceGroup> => {
    const running = groups.get(model);
    if (running !== undefined) return running;
    const group = await startInstanceGroup({
      model,
      configuration: runtimeDefault(1),
      guard,
      freeze: false,
      peakResidentBytes: limits.peakResidentBytes,
      watch: (pids) => watchMemory(pids, limits),
      timeoutMs: TIMEOUT_MS,
    });
    groups.set(model, group);
    return group;
  };
  /** Outputs, or what failed; a failed process is not used again. */
  const runFile = async (
    file: WorkerModel,
    rows: readonly number[],
    amplitude: number,
    padded?: RequestBatch,
  ): Promise<{ readonly outputs: readonly RunOutput[] } | { readonly failed: Failure }> => {
    try {
      const group = await groupOf(file);
      const { outputs } = await group.outputs(rows, amplitude, TIMEOUT_MS, padded);
      return { outputs: outputs.map(runOutput) };
    } catch (error) {
      if (!(error instanceof WorkerFailure)) throw error;
      groups.get(file)?.kill();
      groups.delete(file);
      return { failed: error.failure };
    }
  };
  return {
    run: async ({ model, rows, amplitude }) => {
      const result = await runFile(
        model === 'original' ? original : (batched ?? original),
        rows,
        amplitude,
      );
      return 'failed' in result ? { failure: result.failed.message } : result;
    },
    runPadded: async (rows, padded) => {
      const result = await runFile(batched ?? original, rows, 1, padded);
      return 'failed' in result ? { failure: result.failed.message } : result;
    },
    tryOriginal: async (baseBatch) => {
      const rows = Array.from({ length: baseBatch }, (_, row) => row);
      const first = await runFile(original, rows, 1);
      if ('failed' in first) return first;
      const start = monotonicMs();
      const second = await runFile(original, rows, 1);
      return 'failed' in second ? second : { runMs: monotonicMs() - start };
    },
    close: () => {
      for (const group of groups.values()) group.kill();
      guard.close();
    },
  };
}
