import type { Random } from '../core/random.ts';
import type { Candidate } from './candidate-set.ts';

const DRAWS = 24;

/**
 * Of at least one open configuration, the one of a few configurations drawn at random that lies farthest from all `taken` rows (best candidate sampling: Mitchell
 * 1991), each feature measured by its range: spread out, without keeping to the corners as the farthest of all would.
 */
export function bestCandidate(
  open: readonly Candidate[],
  taken: readonly (readonly number[])[],
  random: Random,
): Candidate {
  const drawn = Array.from({ length: Math.min(DRAWS, open.length) }, () => {
    return open[random.integer(open.length)] as Candidate;
  });
  const rows = [...taken, ...drawn.map((c) => c.row)];
  const ranges = (rows[0] ?? []).map((_, d) => {
    const values = rows.map((row) => row[d] as number);
    return Math.max(...values) - Math.min(...values) || 1;
  });
  const gap = (a: readonly number[], b: readonly number[]): number =>
    Math.hypot(...ranges.map((range, d) => ((a[d] as number) - (b[d] as number)) / range));
  let best = drawn[0] as Candidate;
  let farthest = -Infinity;
  for (const candidate of drawn) {
    const nearest = taken.reduce(
      (least, row) => Math.min(least, gap(row, candidate.row)),
      Infinity,
    );
    if (nearest > farthest) [best, farthest] = [candidate, nearest];
  }
  return best;
}
