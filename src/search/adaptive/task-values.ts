import type { KnownTask } from '../../knowledge/search-prior.ts';
import { type Configuration, configurationKey } from '../../space/configuration.ts';

/** How far a measured configuration speaks for others, in encoded units (doublings of counts, categories). */
const REACH = 0.7;
/** Beyond this distance a task is silent. */
const FARTHEST = 2.5;

/**
 * What a task says of each configuration: what it measured, or a mean over what it measured nearby; NaN where it measured
 * nothing near. `rows` are the configurations as numbers, `encode` makes such numbers.
 */
export function taskValues(
  task: KnownTask,
  configurations: readonly Configuration[],
  rows: readonly (readonly number[])[],
  encode: (c: Configuration) => readonly number[],
): Float64Array {
  const known = task.points.flatMap(({ configuration, value }) =>
    value === null ? [] : [{ row: encode(configuration), value, configuration }],
  );
  const exact = new Map(known.map((k) => [configurationKey(k.configuration), k.value]));
  return Float64Array.from(configurations, (c, i) => {
    const value = exact.get(configurationKey(c));
    return value ?? nearbyMean(known, rows[i] as readonly number[]);
  });
}

function nearbyMean(
  known: readonly { readonly row: readonly number[]; readonly value: number }[],
  at: readonly number[],
): number {
  let [weights, sum] = [0, 0];
  for (const { row, value } of known) {
    let squared = 0;
    for (let d = 0; d < at.length; d++) squared += ((at[d] as number) - (row[d] as number)) ** 2;
    if (squared > FARTHEST ** 2) continue;
    const weight = Math.exp(-0.5 * squared * REACH ** -2);
    weights += weight;
    sum += weight * value;
  }
  return weights > 0 ? sum / weights : Number.NaN;
}
