import { TuneError } from '../core/tune-error.ts';
import type { Configuration } from '../space/configuration.ts';
import { median } from '../stats/median.ts';
import { quantile } from '../stats/quantile.ts';
import { sortSample } from '../stats/sorted-sample.ts';
import { type KernelEvent, readTrace } from './read-trace.ts';
import type { ProfileLimits, WorkerModel } from './worker/protocol.ts';
import { WorkerFailure } from './worker-failure.ts';
import type { WorkerGuard } from './worker-guard.ts';
import { startWorkerProcess } from './worker-process.ts';

/** A kernel over the runs of one batch size. */
export interface ProfiledKernel extends Omit<KernelEvent, 'ms'> {
  /** Median over the runs after the first, ms. */
  readonly ms: number;
  /** Lower quartile: what it takes when nothing disturbs, ms. */
  readonly undisturbedMs: number;
}

/** Where the time of a model goes at one batch size. */
export interface BatchProfile {
  readonly batch: number;
  /** Runs counted: all but the first. */
  readonly runs: number;
  /** Median time of a run as the caller sees it, ms; what is not in `kernels` is the runtime's own. */
  readonly runMs: number;
  /** In the order they ran. */
  readonly kernels: readonly ProfiledKernel[];
}

export interface ProfileRequest {
  readonly model: WorkerModel;
  readonly configuration: Configuration;
  readonly batches: readonly number[];
  readonly limits: ProfileLimits;
  readonly timeoutMs: number;
  readonly guard: WorkerGuard;
}

/**
 * Profiles a model in a process of its own, one session for all batch sizes. Throws a `TuneError` (environment) where the
 * runtime refuses, crashes or does not answer in time; aborting ends the process.
 */
export async function profileModel(
  request: ProfileRequest,
  signal: AbortSignal,
): Promise<readonly BatchProfile[]> {
  const { model, configuration, batches, limits, timeoutMs, guard } = request;
  signal.throwIfAborted();
  const worker = await startWorkerProcess(guard);
  signal.addEventListener('abort', worker.kill, { once: true });
  try {
    signal.throwIfAborted();
    const reply = await worker.request(
      { type: 'profile', model, configuration, batches, limits },
      timeoutMs,
    );
    return batchProfiles(readTrace(reply.trace), reply.runs);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof WorkerFailure)) throw error;
    throw new TuneError('environment', `the model could not be profiled: ${error.message}`, {
      hint: 'Try `tune probe` with the same options: it says more about what goes wrong.',
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', worker.kill);
    worker.kill();
  }
}

function batchProfiles(
  traced: readonly (readonly KernelEvent[])[],
  runs: readonly { readonly batch: number; readonly runMs: readonly number[] }[],
): readonly BatchProfile[] {
  let first = 0;
  return runs.map(({ batch, runMs }) => {
    const counted = traced.slice(first + 1, first + runMs.length);
    first += runMs.length;
    return {
      batch,
      runs: counted.length,
      runMs: median(runMs.slice(1)),
      kernels: medianKernels(counted),
    };
  });
}

/** Runs differ in which kernels they contain only where control flow decides; those of the last run are shown. */
function medianKernels(runs: readonly (readonly KernelEvent[])[]): readonly ProfiledKernel[] {
  const last = runs.at(-1) ?? [];
  const alike = runs.filter((run) => run.length === last.length);
  return last.map((kernel, i) => {
    const times = sortSample(alike.map((run) => run[i]?.ms ?? 0));
    return { ...kernel, ms: quantile(times, 0.5), undisturbedMs: quantile(times, 0.25) };
  });
}
