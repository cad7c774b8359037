import type { Configuration } from '../space/configuration.ts';
import { batchRow } from './batch-row.ts';
import type { StrategyFactory } from './strategy.ts';
import { createWalk, type Walk } from './walk.ts';

/** Down from the largest batch of one session, smallest first, by halves until the constraints hold; then to the peak nearby. */
function descend(reference: Configuration, row: readonly Configuration[]): Walk {
  return function* walk(scoreOf) {
    yield [reference];
    const scoreAt = (i: number): number => (row[i] ? scoreOf(row[i]) : -Infinity);
    let at = row.length - 1;
    yield row.slice(-1);
    while (scoreAt(at) === -Infinity) {
      const half = (row[at]?.batchSize ?? 0) / 2;
      // The first batch at most half as large; the next smaller one where the space has none.
      const lower = row.findLastIndex((c) => c.batchSize <= half);
      at = lower >= 0 ? lower : at - 1;
      if (at < 0) return;
      yield row.slice(at, at + 1);
    }
    while (true) {
      const beside = [at - 1, at + 1].filter((i) => row[i] !== undefined);
      yield beside.flatMap((i) => row[i] ?? []);
      const next = beside.reduce((best, i) => (scoreAt(i) > scoreAt(best) ? i : best), at);
      if (next === at) return;
      at = next;
    }
  };
}

/**
 * One instance with as many threads as there are cores and a very large batch; half of it, and half again, until every
 * constraint holds; then along the batch sizes to where neither the next smaller nor the next larger one is better. Ends there.
 * Source: TensorFlow Serving's batching guide (threads = cores, `max_batch_size` very high, then tuned to the balance of
 * throughput and latency wanted). Its `batch_timeout_micros` has no counterpart: batches are measured full, without a queue.
 */
export const createRecipe: StrategyFactory = ({ space, defaultThreads }) => {
  const { reference } = space;
  const wanted = { ...reference, instances: 1, intraOpThreads: defaultThreads };
  const row = batchRow(space, wanted, defaultThreads);
  return createWalk('recipe', 'threads = cores, batch by the guide', descend(reference, row));
};
