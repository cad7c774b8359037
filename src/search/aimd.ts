import type { Configuration } from '../space/configuration.ts';
import { batchRow } from './batch-row.ts';
import type { StrategyFactory } from './strategy.ts';
import { createWalk, type Walk } from './walk.ts';

/** A batch size that answers too late is cut to this share, as in Clipper. */
const BACK_OFF = 0.9;

/** Additive increase, multiplicative decrease along the batch sizes of one session, smallest first, from place `start`. */
function climb(
  reference: Configuration,
  row: readonly Configuration[],
  start: number,
  hasTarget: boolean,
): Walk {
  return function* walk(scoreOf) {
    yield [reference];
    const scoreAt = (i: number): number => (row[i] ? scoreOf(row[i]) : -Infinity);
    const isSetback = (i: number): boolean =>
      scoreAt(i) === -Infinity || (!hasTarget && scoreAt(i) <= scoreAt(i - 1));
    let ceiling = row.length;
    for (let at = start; at >= 0; ) {
      yield row.slice(at, at + 1);
      if (isSetback(at)) {
        ceiling = at;
        const most = BACK_OFF * (row[at]?.batchSize ?? 0);
        at = row.findLastIndex((c) => c.batchSize <= most);
      } else if (at + 1 < ceiling) {
        at++;
      } else {
        return;
      }
    }
  };
}

/**
 * On the runtime's default session: the next batch size, and the next, until one violates a constraint; then back to
 * the largest that is at most 0.9 times as large, and up again. Ends where it would go up to what it came down from, since
 * trials are not repeated; in service it would oscillate there for good.
 * Source: adaptive batching of Clipper (Crankshaw et al., NSDI 2017, section 4.3.1), which raises by one until the latency
 * target is missed. Steps are those of the space. Clipper presumes a target; a study without constraints has none, so there a
 * throughput that no longer rises counts as the violation.
 */
export const createAimd: StrategyFactory = ({ space, constraints, defaultThreads }) => {
  const { reference } = space;
  const row = batchRow(space, reference, defaultThreads);
  const start = Math.max(
    0,
    row.findIndex((c) => c.batchSize >= reference.batchSize),
  );
  return createWalk(
    'aimd',
    'batch up until it hurts',
    climb(reference, row, start, constraints > 0),
  );
};
