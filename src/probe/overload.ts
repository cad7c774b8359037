import type { BlockPlan, BlockResult } from '../load/load-block.ts';
import { lostOf } from './block-record.ts';

/** Requests without an answer after the drain, as a share: a stable queue leaves none. */
const LOST_SHARE = 0.1;
/** Arrivals of the window that were not answered in it, net, as a share. */
const DEFICIT_SHARE = 0.1;
const STRETCHES = 5;

/**
 * Whether a block that was too short for the watch of its queue shows that the load is more than was carried: many requests
 * without an answer after the drain, or fewer answers than arrivals while requests took longer and longer, from each fifth of
 * the block to the next.
 *
 * Together with that watch, of blocks of 1.5 / 3 / 6 s (simulated Poisson requests one by one and in batches of 8, `npm run bench:goodput`) it
 * called overloaded: on a steady machine none up to a utilisation of 0.98, then 9 / 18 / 50 % at 1.05, 35 / 46 / 96 % at 1.1, 94 to
 * 100 % at 1.2 and all from 1.5 on. Where the speed varies by 10 %, correlated over a second, so that queues do grow for
 * a while: none at 0.9, 3 / 1 / 0 % at 0.95, 9 / 3 / 0 % at 0.98, 35 / 34 / 40 % at 1.1 and 69 / 83 / 80 % at 1.2. What is missed shows in the latencies. With
 * a deficit of 5 % instead of 10 % it had called 9 / 5 / 3 % overloaded at 0.95.
 */
export function growsUnseen(plan: BlockPlan, result: BlockResult): boolean {
  if (plan.load.kind === 'closed') return false;
  const answered = result.latenciesMs.length;
  const requests = answered + lostOf(result);
  if (requests === 0) return false;
  if (lostOf(result) > LOST_SHARE * requests) return true;
  return result.answered < (1 - DEFICIT_SHARE) * requests && risesThroughout(result.latenciesMs);
}

function risesThroughout(latenciesMs: Float64Array): boolean {
  const size = Math.floor(latenciesMs.length / STRETCHES);
  if (size < 10) return false;
  const means = Array.from({ length: STRETCHES }, (_, i) => {
    const stretch = latenciesMs.subarray(i * size, (i + 1) * size);
    return stretch.reduce((sum, latency) => sum + latency, 0) / size;
  });
  // Twice from end to end: a rise that is small beside the time itself needs no attention.
  return (
    means.every((mean, i) => i === 0 || mean > (means[i - 1] as number)) &&
    (means.at(-1) as number) > 2 * (means[0] as number)
  );
}
