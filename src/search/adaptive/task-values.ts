import type { KnownTask } from '../../knowledge/search-prior.ts';
import type { CandidateSet } from '../candidate-set.ts';

/** How far a measured configuration speaks for others, in encoded units (doublings of counts, categories). */
const REACH = 0.7;
/** Beyond this distance a task is silent. */
const FARTHEST_SQUARED = 2.5 ** 2;

/**
 * What a task says of each configuration of the space, in its order: what it measured, or a mean over what it measured
 * nearby; NaN where it measured nothing near.
 */
export function taskValues(task: KnownTask, { rows, encode, placeOf }: CandidateSet): Float64Array {
  const values = new Float64Array(rows.length).fill(Number.NaN);
  const known = task.points.flatMap(({ configuration, value }) => {
    if (value === null) return [];
    const at = placeOf(configuration);
    if (at >= 0) values[at] = value;
    return [{ row: encode(configuration), value }];
  });
  return values.map((value, at) =>
    Number.isNaN(value) ? nearbyMean(known, rows[at] as readonly number[]) : value,
  );
}

function nearbyMean(
  known: readonly { readonly row: readonly number[]; readonly value: number }[],
  at: readonly number[],
): number {
  let [weights, sum] = [0, 0];
  for (const { row, value } of known) {
    let squared = 0;
    // Most are far off, and that shows in the first few coordinates.
    for (let d = 0; d < at.length && squared <= FARTHEST_SQUARED; d++) {
      const gap = (at[d] as number) - (row[d] as number);
      squared += gap * gap;
    }
    if (squared > FARTHEST_SQUARED) continue;
    const weight = Math.exp(-0.5 * squared * REACH ** -2);
    weights += weight;
    sum += weight * value;
  }
  return weights > 0 ? sum / weights : Number.NaN;
}
