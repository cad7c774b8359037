import type { Configuration } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { rowsOf, type SessionRow } from './session-rows.ts';

/** How the session of `row` differs from the one wanted, as a length; 0 where it is the same. */
function distance(row: SessionRow, wanted: Configuration, defaultThreads: number): number {
  const found = row.configurations[0] as Configuration;
  const log = (threads: number): number => Math.log2(threads || defaultThreads);
  const counts =
    Math.abs(Math.log2(found.instances / wanted.instances)) +
    Math.abs(log(found.intraOpThreads) - log(wanted.intraOpThreads));
  // The same number of threads, but the runtime's pinned ones instead of counted ones: nearer than any other number.
  const kind = (found.intraOpThreads === 0) === (wanted.intraOpThreads === 0) ? 0 : 0.1;
  const others = (
    [
      'provider',
      'interOpThreads',
      'executionMode',
      'graphOptimization',
      'spinning',
      'memoryArena',
    ] as const
  ).filter((name) => found[name] !== wanted[name]).length;
  return counts + kind + 10 * others;
}

/**
 * All batch sizes, smallest first, of the session that is `wanted`'s or, where the space leaves that out, comes nearest to it. A
 * session with a single batch size counts only where there is no other. Of a dynamic batcher's delays `wanted`'s, where the space
 * has it: batch sizes alone are what the row is about.
 */
export function batchRow(
  space: SearchSpace,
  wanted: Configuration,
  defaultThreads: number,
): readonly Configuration[] {
  const alike = space.configurations.filter((c) => c.maxQueueDelayMs === wanted.maxQueueDelayMs);
  const rows = rowsOf(alike.length > 0 ? alike : space.configurations);
  const longer = rows.filter((row) => row.configurations.length > 1);
  const [nearest] = (longer.length > 0 ? longer : rows)
    .map((row) => ({ row, gap: distance(row, wanted, defaultThreads) }))
    .sort((a, b) => a.gap - b.gap);
  return nearest?.row.configurations ?? [];
}
