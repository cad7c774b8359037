import { randomBytes } from 'node:crypto';
import type { BlockPlan, BlockResult } from '../../load/load-block.ts';
import type { Watch, WorkerProcess } from '../worker-process.ts';
import type { FrontProcess } from './front-process.ts';

/** Longest time for which batch sizes that were not run yet are run before a block, ms. */
const WARM_UP_MS = 1000;
/** What the front is given beyond the time of its instances: when an instance hangs, it is the instance that is at fault. */
const GRACE_MS = 2000;

/** What a block is served with. */
export interface BlockServer {
  readonly workers: readonly WorkerProcess[];
  readonly front: FrontProcess;
  readonly watch: Watch;
}

/**
 * Connects the instances with the front and lets it play the block. Rejects with the `WorkerFailure` of the first instance
 * that fails or is not done within `timeoutMs`, with a `TuneError` where it is the front that fails; in any case once all
 * have let go of the block.
 */
export async function serveBlock(
  { workers, front, watch }: BlockServer,
  plan: BlockPlan,
  timeoutMs: number,
): Promise<BlockResult> {
  const room = randomBytes(16).toString('hex');
  const { maxBatch } = plan.limits;
  const where = { path: front.path, room, maxBatch, warmUpMs: WARM_UP_MS };
  const serve = async (worker: WorkerProcess, instance: number): Promise<void> => {
    try {
      await worker.request({ type: 'join', ...where, instance }, timeoutMs, watch);
      await worker.request({ type: 'leave' }, timeoutMs, watch);
    } catch (error) {
      front.abandon(room);
      throw error;
    }
  };
  const [played, ...served] = await Promise.allSettled([
    front.play(room, plan, timeoutMs + GRACE_MS),
    ...workers.map(serve),
  ]);
  // An instance that fails is lost to the front as well, and one that finds no front fails: the cause comes first.
  const failed = front.hasEnded ? played : (served.find((s) => s.status === 'rejected') ?? played);
  if (failed.status === 'rejected') throw failed.reason;
  return (played as PromiseFulfilledResult<BlockResult>).value;
}
