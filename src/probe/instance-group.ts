import type { RequestBatch, RequestMix } from '../lengths/batch-cycle.ts';
import type { BlockPlan, BlockResult } from '../load/load-block.ts';
import type { Configuration } from '../space/configuration.ts';
import type { FrontProcess } from './front/front-process.ts';
import { serveBlock } from './front/serve-block.ts';
import type { MemoryLimits } from './memory-watch.ts';
import { monotonicMs } from './monotonic-clock.ts';
import type { Reply, WorkerModel } from './worker/protocol.ts';
import type { WorkerFailure } from './worker-failure.ts';
import type { WorkerGuard } from './worker-guard.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

export type SliceReply = Extract<Reply, { type: 'slice' }>;
type WarmReply = Extract<Reply, { type: 'warm' }>;

/** Time between waking the instances of a group and their common start: enough for all of them to be scheduled. */
const BARRIER_MS = 2;

/** All instances of one session configuration, loaded; frozen unless one of its calls is running. */
export interface InstanceGroup {
  readonly pids: readonly number[];
  /** Slowest instance. */
  readonly createMs: number;
  /** The lengths of its model's requests; undefined where every sample is of one length. */
  readonly requests: RequestMix | undefined;
  warmUp(batch: number, maxMs: number, timeoutMs: number): Promise<readonly WarmReply[]>;
  slice(
    batch: number,
    lengthMs: number,
    minRuns: number,
    timeoutMs: number,
  ): Promise<readonly SliceReply[]>;
  outputs(
    rows: readonly number[],
    amplitude: number,
    timeoutMs: number,
    padded?: RequestBatch,
  ): Promise<Extract<Reply, { type: 'outputs' }>>;
  /**
   * Serves one block of a load with all instances. Rejects with the `WorkerFailure` of an instance that fails or does not
   * come to an end within `timeoutMs`, and with an environment `TuneError` where the front fails. A front that ends in the
   * middle is no fault of the configuration: the block is played once more, from its beginning, with another one.
   */
  serve(plan: BlockPlan, timeoutMs: number): Promise<BlockResult>;
  forget(timeoutMs: number): Promise<void>;
  kill(): void;
  stderr(): string;
}

export interface GroupOptions {
  readonly model: WorkerModel;
  readonly configuration: Configuration;
  readonly guard: WorkerGuard;
  /** Whether to stop the processes between calls. */
  readonly freeze: boolean;
  /** Looked at several times a second while a session is created or warms up; ends the group if it says so. */
  readonly watch: (pids: readonly number[]) => WorkerFailure | null;
  readonly peakResidentBytes: MemoryLimits['peakResidentBytes'];
  readonly timeoutMs: number;
  /** The front that offers loads, started when first asked for; absent where none is served. */
  readonly front?: () => Promise<FrontProcess>;
}

/** Starts the processes and creates their sessions, all at once. If one fails, all are killed and its failure is thrown. */
export async function startInstanceGroup(options: GroupOptions): Promise<InstanceGroup> {
  const { model, configuration, guard, timeoutMs } = options;
  const started = await Promise.allSettled(
    Array.from({ length: configuration.instances }, () => startWorkerProcess(guard)),
  );
  const workers = started.flatMap((s) => (s.status === 'fulfilled' ? [s.value] : []));
  const killAll = (): void => {
    for (const worker of workers) worker.kill();
  };
  try {
    const refused = started.find((s) => s.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    const watch = (): WorkerFailure | null => options.watch(workers.map((w) => w.pid));
    const loaded = await all(workers, (w) =>
      w.request({ type: 'load', model, configuration }, timeoutMs, watch),
    );
    if (options.freeze) for (const w of workers) w.freeze();
    return groupOf(workers, Math.max(...loaded.map((l) => l.createMs)), options, killAll);
  } catch (error) {
    killAll();
    throw error;
  }
}

function groupOf(
  workers: readonly WorkerProcess[],
  createMs: number,
  options: GroupOptions,
  kill: () => void,
): InstanceGroup {
  const { freeze } = options;
  const watch = (): WorkerFailure | null => options.watch(workers.map((w) => w.pid));
  const awake = async <T>(work: () => Promise<T>): Promise<T> => {
    if (freeze) for (const w of workers) w.thaw();
    try {
      return await work();
    } finally {
      if (freeze) for (const w of workers) w.freeze();
    }
  };
  const withPeak = <R extends { readonly peakRssBytes: number }>(
    w: WorkerProcess,
    reply: R,
  ): R => ({
    ...reply,
    peakRssBytes: options.peakResidentBytes(w.pid) ?? reply.peakRssBytes,
  });
  return {
    pids: workers.map((w) => w.pid),
    createMs,
    requests: options.model.requests,
    warmUp: (batch, maxMs, timeoutMs) =>
      awake(() =>
        all(workers, async (w) => {
          const phase = workers.indexOf(w) / workers.length;
          const request = { type: 'warm-up', batch, maxMs, phase } as const;
          return withPeak(w, await w.request(request, timeoutMs, watch));
        }),
      ),
    slice: (batch, lengthMs, minRuns, timeoutMs) =>
      awake(() => {
        const startAt = monotonicMs() + BARRIER_MS;
        const tailRun = workers.length > 1;
        const request = {
          type: 'slice',
          batch,
          startAt,
          until: startAt + lengthMs,
          minRuns,
          tailRun,
        } as const;
        return all(workers, async (w) => withPeak(w, await w.request(request, timeoutMs)));
      }),
    outputs: (rows, amplitude, timeoutMs, padded) =>
      awake(() =>
        (workers[0] as WorkerProcess).request(
          { type: 'outputs', rows, amplitude, ...(padded && { padded }) },
          timeoutMs,
          watch,
        ),
      ),
    serve: async (plan, timeoutMs) => {
      if (options.front === undefined) throw new Error('the group was given no front');
      const serve = (front: FrontProcess): Promise<BlockResult> =>
        awake(() => serveBlock({ workers, front, watch }, plan, timeoutMs));
      const front = await options.front();
      try {
        return await serve(front);
      } catch (error) {
        if (!front.hasEnded) throw error;
        return serve(await options.front());
      }
    },
    forget: async (timeoutMs) => {
      await awake(() => all(workers, (w) => w.request({ type: 'forget' }, timeoutMs)));
    },
    kill,
    stderr: () =>
      workers
        .map((w) => w.stderr())
        .filter((text) => text !== '')
        .join('\n'),
  };
}

/** Waits for every worker, also after a failure, so that none is left with a request under way; throws the first failure. */
async function all<T>(
  workers: readonly WorkerProcess[],
  work: (worker: WorkerProcess) => Promise<T>,
): Promise<T[]> {
  const results = await Promise.allSettled(workers.map(work));
  const failed = results.find((r) => r.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results.map((r) => (r as PromiseFulfilledResult<T>).value);
}
