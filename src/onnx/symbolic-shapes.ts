import { fitSize, type ObservedSize } from './fit-size.ts';
import { feedInputs, type ModelGraph } from './model-graph.ts';
import { type InferredShapes, type InputFact, inferShapes } from './shape-inference.ts';
import type { ShapeRules } from './shape-rule.ts';
import { type Assignment, type SymbolicSize, sizeAt } from './symbolic-size.ts';

/** Shapes by value name; null where not even the rank is known. */
export type SymbolicShapes = ReadonlyMap<string, readonly SymbolicSize[] | null>;

/** Symbols that are told apart; axes with further ones are unknown. */
const MAX_SYMBOLS = 8;

/**
 * What sizes are multiples of, the coarsest first: networks halve images up to six times; tables of positions may be short,
 * so finer ones are tried where those do not fit.
 */
const GRAINS = [64, 8, 1] as const;

/** Further points a form must pass through: a denominator that no point is divided by proves nothing. */
const CONFIRMATIONS = 2;

const NOWHERE: Assignment = new Map();

/** An input axis: its size, or the symbol that decides it. */
type Axis = number | string;

interface Inputs {
  readonly given: ReadonlyMap<string, InputFact>;
  readonly axes: ReadonlyMap<string, readonly Axis[]>;
  readonly symbols: readonly string[];
}

/**
 * The shape of every value as expressions in the symbols of the inputs' axes. `given` fixes inputs (control inputs and their
 * contents). Axes without a name count as symbols `input[axis]`; a name that is a sum of others ("past + 1") is that sum.
 *
 * Exact shape inference runs at one assignment of sizes, at one more per symbol, and at further ones of all symbols at once
 * (multiples of ever finer grains). A size is reported when a product of symbols and an affine form passes through all points
 * at which it is whole, of which there must be two; anything else is unknown. So products and affine forms are exact, and
 * forms with a division hold for the sizes that it and every division before it divide. Points the graph does not accept
 * (sizes that do not fit together) count neither way. Never throws; linear in nodes × evaluations, of which there are at most
 * 20.
 */
export function symbolicShapes(
  model: ModelGraph,
  rules: ShapeRules,
  given: ReadonlyMap<string, InputFact> = new Map(),
): SymbolicShapes {
  const inputs = readInputs(model, given);
  const evaluate = (at: Assignment): Evaluation => ({
    at,
    shapes: inferShapes(model, factsAt(inputs, at), rules),
  });
  const { grain, base } = coarsestFit(inputs.symbols, evaluate);
  const count = inputs.symbols.length;
  const alone = inputs.symbols.map((symbol, i) =>
    evaluate(new Map(base.at).set(symbol, grain * (2 + i + count))),
  );
  const checks = count === 0 ? [] : checkPoints(inputs.symbols, grain).map(evaluate);
  const runs = [base, ...alone, ...checks];
  const points = { symbols: inputs.symbols, at: runs.map(({ at }) => at) };
  const out = new Map<string, readonly SymbolicSize[] | null>();
  for (const [name, { shape }] of base.shapes.values) {
    const seen = runs.map(({ shapes }) => shapes.values.get(name)?.shape ?? null);
    const fitting = seen.map((other) => (other?.length === shape?.length ? other : null));
    const sizeOf = (_: unknown, axis: number): SymbolicSize =>
      fitAxis(
        fitting.map((other) => other?.[axis] ?? null),
        points,
      );
    out.set(name, shape?.map(sizeOf) ?? null);
  }
  return out;
}

/** Where shapes were worked out: the base, then one point per symbol at which it alone differs, then the checks. */
interface Points {
  readonly symbols: readonly string[];
  readonly at: readonly Assignment[];
}

interface Evaluation {
  readonly at: Assignment;
  readonly shapes: InferredShapes;
}

function readInputs(model: ModelGraph, given: ReadonlyMap<string, InputFact>): Inputs {
  const axes = new Map<string, readonly Axis[]>();
  const names: string[] = [];
  for (const { name, type } of feedInputs(model.graph)) {
    if (given.has(name) || type.kind !== 'tensor' || type.shape === null) continue;
    const ofInput = type.shape.map(
      (d, axis): Axis =>
        typeof d === 'number' && d >= 0
          ? d
          : d === null || d === '' || typeof d === 'number'
            ? `${name}[${axis}]`
            : d,
    );
    axes.set(name, ofInput);
    names.push(...ofInput.filter((axis) => typeof axis === 'string'));
  }
  const all = new Set(names);
  const symbols = [...all].filter((symbol) => sumOf(symbol, all) === null).slice(0, MAX_SYMBOLS);
  return { given, axes, symbols };
}

/** The parts of a name that is a sum of numbers and other names; null for all other names. */
function sumOf(symbol: string, known: ReadonlySet<string>): readonly string[] | null {
  const parts = symbol.split('+').map((part) => part.trim());
  const isSum =
    parts.length > 1 && parts.every((part) => /^\d{1,9}$/.test(part) || known.has(part));
  return isSum ? parts : null;
}

function factsAt(inputs: Inputs, at: Assignment): ReadonlyMap<string, InputFact> {
  const known = new Set(at.keys());
  const sizeOf = (axis: Axis): number | null => {
    if (typeof axis === 'number') return axis;
    const parts = at.has(axis) ? [axis] : sumOf(axis, known);
    return parts?.reduce((sum, part) => sum + (at.get(part) ?? Number(part)), 0) ?? null;
  };
  const facts = new Map(inputs.given);
  for (const [name, axes] of inputs.axes) facts.set(name, { shape: axes.map(sizeOf) });
  return facts;
}

interface Fit {
  readonly grain: number;
  readonly base: Evaluation;
}

/** Sizes differ from symbol to symbol and are not 1, so that nothing is broadcast by accident. */
function coarsestFit(symbols: readonly string[], evaluate: (at: Assignment) => Evaluation): Fit {
  const at = (grain: number): Fit => ({
    grain,
    base: evaluate(new Map(symbols.map((symbol, i) => [symbol, grain * (2 + i)]))),
  });
  let best = at(GRAINS[0]);
  for (const grain of GRAINS.slice(1)) {
    const unresolved = best.base.shapes.unresolved.length;
    if (unresolved === 0 || symbols.length === 0) break;
    const next = at(grain);
    if (next.base.shapes.unresolved.length < unresolved) best = next;
  }
  return best;
}

/**
 * How many grains away the far point is: a slope seen between two points near each other may be off by what was rounded there
 * (7/64 for 1/9), and is off by whole steps far away. Four such sizes still multiply to a safe integer.
 */
const FAR = 101;

/** All symbols at once: multiples of the grain, near and far, then odd multiples of half of it, and so on down to 1. */
function checkPoints(symbols: readonly string[], grain: number): readonly Assignment[] {
  const all = (sizeOf: (i: number) => number): Assignment =>
    new Map(symbols.map((symbol, i) => [symbol, grain * sizeOf(i)]));
  const points = [all((i) => 4 + 3 * i), all((i) => FAR + 2 * i)];
  for (let step = grain; step >= 1; step /= 2)
    points.push(new Map(symbols.map((symbol, i) => [symbol, step * (3 + 2 * i)])));
  return points;
}

/** The form that has the sizes seen at the points; null where none has. */
function fitAxis(sizes: readonly (number | null)[], { symbols, at }: Points): SymbolicSize {
  const [size = null] = sizes;
  const alone = sizes.slice(1, 1 + symbols.length);
  if (size === null || alone.includes(null)) return null;
  const fitted = alone.every((other) => other === size)
    ? size
    : fitSize({ at: at[0] ?? NOWHERE, size }, observations(symbols, alone, at));
  let confirmed = 0;
  for (let i = 1 + symbols.length; i < sizes.length; i++) {
    const [says, is] = [sizeAt(fitted, at[i] ?? NOWHERE), sizes[i] ?? null];
    if (is === null || (says !== null && !Number.isInteger(says))) continue;
    if (says !== is) return null;
    confirmed++;
  }
  const checks = sizes.length - 1 - symbols.length;
  return confirmed >= Math.min(CONFIRMATIONS, checks) ? fitted : null;
}

function observations(
  symbols: readonly string[],
  sizes: readonly (number | null)[],
  at: readonly Assignment[],
): ReadonlyMap<string, ObservedSize> {
  return new Map(
    symbols.map((symbol, i) => [symbol, { at: at[1 + i] ?? NOWHERE, size: sizes[i] ?? 0 }]),
  );
}
