import { KNOB_ORDER } from '../../../src/space/build-space.ts';
import type { Configuration } from '../../../src/space/configuration.ts';
import { enumerateSpace } from '../../../src/space/enumerate-space.ts';
import type { Knob, SearchSpace } from '../../../src/space/search-space.ts';

/** The space of exactly these configurations, ordered like one that a study builds. */
export function recordedSpace(
  configurations: readonly Configuration[],
  reference: Configuration,
  defaultThreads: number,
): SearchSpace {
  const knobs: readonly Knob[] = KNOB_ORDER.map((name) => ({
    name,
    values: [...new Set(configurations.map((c) => c[name]))].sort(naturally),
  }));
  const place = (c: Configuration): readonly number[] =>
    knobs.map(({ name, values }) => values.indexOf(c[name]));
  const ordered = configurations
    .map((c) => ({ c, at: place(c) }))
    .sort((a, b) => firstDifference(a.at, b.at))
    .map(({ c }) => c);
  return enumerateSpace(knobs, ordered, reference, defaultThreads);
}

type Value = Configuration[keyof Configuration];

/** Numbers ascending, the runtime's default first among switches and words. */
function naturally(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean') return Number(b) - Number(a);
  return String(a) < String(b) ? -1 : 1;
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
