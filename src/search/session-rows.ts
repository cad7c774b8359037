import { type Configuration, sessionKey } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';

/** All batch sizes of one session, smallest first. */
export interface SessionRow {
  readonly key: string;
  readonly configurations: readonly Configuration[];
}

/** Knobs that the rows cover; all others stay as in the runtime's default. */
const VARIED = new Set<keyof Configuration>(['batchSize', 'instances', 'intraOpThreads']);

/** Whether the knobs that rows do not cover are the default's, or the first value where the space leaves the default's out. */
function isBasic(space: SearchSpace): (c: Configuration) => boolean {
  const fixed = space.knobs
    .filter((knob) => !VARIED.has(knob.name))
    .map(({ name, values }) => {
      const usual = space.reference[name];
      return { name, value: values.includes(usual) ? usual : values[0] };
    });
  return (c) => fixed.every(({ name, value }) => c[name] === value);
}

/** The batch sizes of each session among `configurations`, sessions in order of appearance. */
export function rowsOf(configurations: readonly Configuration[]): readonly SessionRow[] {
  const rows = new Map<string, Configuration[]>();
  for (const configuration of configurations) {
    const key = sessionKey(configuration);
    const row = rows.get(key);
    if (row) row.push(configuration);
    else rows.set(key, [configuration]);
  }
  return [...rows].map(([key, members]) => ({
    key,
    configurations: members.toSorted((a, b) => a.batchSize - b.batchSize),
  }));
}

/** Position of a session: instances and threads on log scales; the default's threads lie apart from all counts. */
function position(row: SessionRow): readonly [number, number, number] {
  const { instances, intraOpThreads } = row.configurations[0] as Configuration;
  return [
    Math.log2(instances),
    Math.log2(Math.max(1, intraOpThreads)),
    intraOpThreads === 0 ? 1 : 0,
  ];
}

function distance(a: SessionRow, b: SessionRow): number {
  const [p, q] = [position(a), position(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** Whether instances × threads comes to about all cores, taken as the highest thread count of the space. */
function fillsCores(row: SessionRow, cores: number): boolean {
  const { instances, intraOpThreads } = row.configurations[0] as Configuration;
  const use = (instances * (intraOpThreads || cores)) / cores;
  return use >= 0.75 && use <= 1.5;
}

/** Reorders so that the first row stays first and each next one lies farthest from all before it (Gonzalez 1985). */
function farthestFirst(rows: readonly SessionRow[]): readonly SessionRow[] {
  const remaining = rows.slice(1);
  const chosen = rows.slice(0, 1);
  const gaps = remaining.map(() => Infinity);
  while (remaining.length > 0) {
    const last = chosen.at(-1) as SessionRow;
    remaining.forEach((row, i) => {
      gaps[i] = Math.min(gaps[i] as number, distance(row, last));
    });
    const farthest = gaps.indexOf(Math.max(...gaps));
    chosen.push(...remaining.splice(farthest, 1));
    gaps.splice(farthest, 1);
  }
  return chosen;
}

/**
 * Sessions of the basic knobs, at most `limit`, the most telling first: the reference's; then those that use all
 * cores, cut into instances and threads in ways as different as possible; then the others, likewise.
 */
export function spreadRows(space: SearchSpace, limit: number): readonly SessionRow[] {
  const basic = rowsOf(space.configurations.filter(isBasic(space)));
  const rows = basic.length > 0 ? basic : rowsOf(space.configurations);
  const start = sessionKey(space.reference);
  const cores = rows
    .flatMap((row) => row.configurations)
    .reduce((most, c) => Math.max(most, c.intraOpThreads), 1);
  const referenceFirst = rows.toSorted((a, b) => Number(b.key === start) - Number(a.key === start));
  const isFirst = (row: SessionRow): boolean => row.key === start || fillsCores(row, cores);
  return [
    ...farthestFirst(referenceFirst.filter(isFirst)),
    ...farthestFirst(referenceFirst.filter((row) => !isFirst(row))),
  ].slice(0, limit);
}
