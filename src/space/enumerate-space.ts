import type { Configuration } from './configuration.ts';
import type { Knob, SearchSpace } from './search-space.ts';
import type { KnobName } from './space-request.ts';

/** Position of a configuration among all combinations of knob values, in mixed radix; null outside of them. */
type Code = number | null;

interface Axis {
  readonly knob: Knob;
  readonly indexOf: ReadonlyMap<unknown, number>;
  readonly stride: number;
  /** Indices one step away, per index. */
  readonly steps: readonly (readonly number[])[];
}

/**
 * The space of the given valid configurations (each a combination of `knobs`' values). `has` and `neighbours` take
 * time independent of the size. A step leads to the next value of a knob; the value 0 of thread counts stands beside
 * the count it means (`defaultThreads`), not beside 1; providers have no order and are all one step apart.
 */
export function enumerateSpace(
  knobs: readonly Knob[],
  configurations: readonly Configuration[],
  reference: Configuration,
  defaultThreads: number,
): SearchSpace {
  const axes = createAxes(knobs, defaultThreads);
  const members = new Map(configurations.map((c) => [codeOf(axes, c), c]));
  return {
    knobs,
    configurations,
    reference,
    has: (c) => members.has(codeOf(axes, c) ?? -1),
    neighbours: (c) => neighboursOf(axes, members, c),
  };
}

function createAxes(knobs: readonly Knob[], defaultThreads: number): Axis[] {
  let stride = 1;
  return knobs.map((knob) => {
    const axis = {
      knob,
      indexOf: new Map(knob.values.map((value, index) => [value as unknown, index])),
      stride,
      steps: knob.values.map((_, index) => stepsFrom(knob, index, defaultThreads)),
    };
    stride *= knob.values.length;
    return axis;
  });
}

function codeOf(axes: readonly Axis[], c: Configuration): Code {
  let code = 0;
  for (const axis of axes) {
    const index = axis.indexOf.get(c[axis.knob.name]);
    if (index === undefined) return null;
    code += index * axis.stride;
  }
  return code;
}

function neighboursOf(
  axes: readonly Axis[],
  members: ReadonlyMap<Code, Configuration>,
  c: Configuration,
): Configuration[] {
  const code = codeOf(axes, c);
  if (code === null) return [];
  return axes.flatMap((axis) => {
    const own = axis.indexOf.get(c[axis.knob.name]) ?? 0;
    return (axis.steps[own] ?? []).flatMap(
      (index) => members.get(code + (index - own) * axis.stride) ?? [],
    );
  });
}

const THREAD_KNOBS: ReadonlySet<KnobName> = new Set(['intraOpThreads', 'interOpThreads']);

function stepsFrom(knob: Knob, index: number, defaultThreads: number): number[] {
  const all = knob.values.map((_, i) => i);
  if (knob.name === 'provider') return all.filter((i) => i !== index);
  const isThreads = THREAD_KNOBS.has(knob.name) && knob.values[0] === 0 && all.length > 1;
  if (!isThreads) return all.filter((i) => Math.abs(i - index) === 1);
  const home = homeOfDefault(knob.values.map(Number), defaultThreads);
  if (index === 0) return [home];
  const beside = all.filter((i) => i > 0 && Math.abs(i - index) === 1);
  return index === home ? [0, ...beside] : beside;
}

/** Index of the largest count that does not exceed the default, else of the smallest count. */
function homeOfDefault(counts: readonly number[], defaultThreads: number): number {
  const fitting = counts.findLastIndex((count) => count > 0 && count <= defaultThreads);
  return fitting > 0 ? fitting : 1;
}
