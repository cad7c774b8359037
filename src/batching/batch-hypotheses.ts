import type { ResolvedInput } from './resolve-input-shapes.ts';

/** Assumed batch axis of every input (`null`: shared by all samples) and the batch size the file was made for. */
export interface BatchHypothesis {
  readonly base: number;
  readonly axes: ReadonlyMap<string, number | null>;
}

/** Files are made for one sample, or for a small number of them. */
const LARGEST_FIXED_BATCH = 1024;

/** Combinations looked at, best first. */
const MAX_HYPOTHESES = 48;

/**
 * Where the batch may enter, most likely first. Inputs that look alike (`past_0`, `past_1`, …) are batched alike.
 */
export function batchHypotheses(inputs: readonly ResolvedInput[]): readonly BatchHypothesis[] {
  const groups = grouped(inputs);
  const symbols = batchSymbols(inputs);
  const bases = [1, ...largerBases(inputs)];
  const all = bases.flatMap((base) => {
    const candidates = groups.map((group) =>
      group[0] === undefined ? [] : candidateAxes(group[0], base, symbols),
    );
    return combinations(candidates).map((axes) => ({
      base,
      axes: new Map(
        groups.flatMap((group, g) => group.map((input) => [input.name, axes[g] ?? null] as const)),
      ),
    }));
  });
  return all.filter((h) => [...h.axes.values()].some((axis) => axis !== null));
}

function grouped(inputs: readonly ResolvedInput[]): readonly (readonly ResolvedInput[])[] {
  const groups = new Map<string, ResolvedInput[]>();
  for (const input of inputs) {
    const key = groupKey(input);
    groups.set(key, [...(groups.get(key) ?? []), input]);
  }
  return [...groups.values()];
}

function groupKey(input: ResolvedInput): string {
  return `${input.name.replace(/\d+/g, '#')} ${input.elementType} ${JSON.stringify(input.declared)}`;
}

/** Symbols that stand for the batch: named so, or on the first axis of the first input. */
function batchSymbols(inputs: readonly ResolvedInput[]): ReadonlySet<string> {
  const named = inputs
    .flatMap((i) => i.declared)
    .filter((d): d is string => typeof d === 'string' && /batch|^[bn]$|^bs$/i.test(d));
  const first = inputs[0]?.declared[0];
  return new Set(named.length === 0 && typeof first === 'string' && first !== '' ? [first] : named);
}

/** The first axes of files fixed to several samples. */
function largerBases(inputs: readonly ResolvedInput[]): readonly number[] {
  const sizes = inputs.map((i) =>
    typeof i.declared[0] === 'number' && i.shape.length > 1 ? (i.shape[0] ?? 1) : 1,
  );
  return [...new Set(sizes)].filter((s) => s > 1 && s <= LARGEST_FIXED_BATCH);
}

function candidateAxes(
  input: ResolvedInput,
  base: number,
  symbols: ReadonlySet<string>,
): readonly (number | null)[] {
  if (input.control !== null) return input.shape.length === 0 ? [null] : [null, 0];
  const scored = input.shape.flatMap((size, axis) => {
    const declared = input.declared[axis];
    const symbolic = typeof declared !== 'number' || declared < 0;
    if (symbolic ? base !== 1 || size !== 1 : size !== base) return [];
    const isBatchSymbol = typeof declared === 'string' && symbols.has(declared);
    return [{ axis, cost: (isBatchSymbol ? 0 : symbolic ? 10 : 20) + axis }];
  });
  return [...scored.sort((a, b) => a.cost - b.cost).map((s) => s.axis), null];
}

/** Picks of one candidate per group, by how far down the lists they reach. */
function combinations<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  let found: { readonly picks: readonly T[]; readonly cost: number }[] = [{ picks: [], cost: 0 }];
  for (const list of lists) {
    found = found
      .flatMap(({ picks, cost }) =>
        list.map((item, i) => ({ picks: [...picks, item], cost: cost + i })),
      )
      .sort((a, b) => a.cost - b.cost)
      .slice(0, MAX_HYPOTHESES);
  }
  return found.map((f) => f.picks);
}
