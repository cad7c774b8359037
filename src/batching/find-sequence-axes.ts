import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { Dimension } from '../onnx/model-graph.ts';
import type { BatchPlan } from './plan-batching.ts';
import type { OpenAxis, ResolvedInput } from './resolve-input-shapes.ts';

/** Axes along which the length of a sample counts, by input. */
export type SequenceAxes = ReadonlyMap<string, readonly number[]>;

/** Axes that have one size, whatever it is. */
interface Candidate {
  readonly axes: readonly { readonly input: string; readonly axis: number }[];
  /** The symbol the file gives it; '' for none. */
  readonly symbol: string;
}

/** Symbols that converters count up for every axis they know nothing of. */
const NAMELESS = /^(unk__\d+|\?|)$/;

/**
 * The axes on which requests differ in length: those of free size that are not the batch, if they all share a size; else the
 * ones that `wanted` names, by symbol (`tokens`) or by place (`input_ids[1]`), several with commas. Nameless axes at one place
 * of several inputs are taken to share their size. Throws a `TuneError` (usage) where there is none, or more than one.
 */
export function findSequenceAxes(
  inputs: readonly ResolvedInput[],
  plan: Pick<BatchPlan, 'inputs'>,
  wanted: string | null,
): SequenceAxes {
  const candidates = candidatesOf(inputs, plan);
  const names = candidates.map(nameOf).join(', ');
  if (candidates.length === 0) {
    throw new TuneError('usage', 'no input of this model has an axis whose length may vary', {
      hint: 'Lengths need a model exported with a dynamic sequence axis, and no --shape that fixes it.',
    });
  }
  if (wanted !== null) return axesOf(wantedOf(wanted, candidates, names));
  if (candidates.length > 1) {
    throw new TuneError('usage', `the sequence axis could be any of: ${names}`, {
      hint: `Say which with --sequence-axis '${placeOf(candidates[0] as Candidate)}', or fix the others with --shape.`,
    });
  }
  return axesOf(candidates);
}

function candidatesOf(
  inputs: readonly ResolvedInput[],
  plan: Pick<BatchPlan, 'inputs'>,
): readonly Candidate[] {
  const groups = new Map<string, Candidate>();
  for (const input of inputs) {
    const batch = plan.inputs.find((i) => i.name === input.name)?.batchAxis ?? null;
    for (const open of input.open) {
      if (open.axis === batch || (batch === null && open.isBatch)) continue;
      const symbol = symbolOf(input.declared[open.axis]);
      const key = groupKey(open, symbol);
      const axes = [...(groups.get(key)?.axes ?? []), { input: input.name, axis: open.axis }];
      groups.set(key, { axes, symbol });
    }
  }
  return [...groups.values()];
}

function symbolOf(declared: Dimension | undefined): string {
  return typeof declared === 'string' && !NAMELESS.test(declared) ? declared : '';
}

function groupKey({ key, axis }: OpenAxis, symbol: string): string {
  return symbol === '' ? `nameless axis ${axis}` : key;
}

function wantedOf(
  wanted: string,
  candidates: readonly Candidate[],
  names: string,
): readonly Candidate[] {
  return wanted.split(/\s*,\s*/).map((text) => {
    const place = /^(.*)\[(\d+)\]$/.exec(text);
    const found = candidates.find(
      ({ symbol, axes }) =>
        symbol === text ||
        (place !== null && axes.some((a) => a.input === place[1] && a.axis === Number(place[2]))),
    );
    if (found !== undefined) return found;
    throw new TuneError('usage', `--sequence-axis names no axis of free size: ${printable(text)}`, {
      hint: `There are: ${names}. Write a symbol or a place, such as '${placeOf(candidates[0] as Candidate)}'.`,
    });
  });
}

function axesOf(candidates: readonly Candidate[]): SequenceAxes {
  const axes = new Map<string, readonly number[]>();
  for (const { input, axis } of candidates.flatMap((c) => c.axes)) {
    axes.set(input, [...new Set([...(axes.get(input) ?? []), axis])]);
  }
  return axes;
}

/** Inputs that are named for one candidate in an error. */
const NAMED = 3;

function nameOf({ axes, symbol }: Candidate): string {
  const places = axes.slice(0, NAMED).map(({ input, axis }) => `${printable(input, 60)}[${axis}]`);
  const more = axes.length > NAMED ? ', …' : '';
  return symbol === ''
    ? places.join(' = ')
    : `${printable(symbol, 60)} (${places.join(', ')}${more})`;
}

function placeOf({ axes: [first] }: Candidate): string {
  return first === undefined ? '' : `${printable(first.input, 60)}[${first.axis}]`;
}
