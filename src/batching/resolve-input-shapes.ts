import { shapeRuleOf } from '../../operators/catalogue.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import {
  type Dimension,
  type ElementType,
  feedInputs,
  type ModelGraph,
  type ValueInfo,
} from '../onnx/model-graph.ts';
import { type InputFact, inferShapes } from '../onnx/shape-inference.ts';
import { controlValue } from './control-values.ts';

/** Sizes given by the user for an input; `null` leaves an axis to be worked out (such as N for the batch). */
export type ShapeOverrides = ReadonlyMap<string, readonly (number | null)[]>;

/** An axis that may have any size. Axes with equal keys share their size. */
export interface OpenAxis {
  readonly axis: number;
  readonly key: string;
  readonly isBatch: boolean;
}

/** One input with every size fixed, at one sample (or the file's batch). */
export interface ResolvedInput {
  readonly name: string;
  readonly elementType: ElementType;
  readonly declared: readonly Dimension[];
  readonly shape: readonly number[];
  /** What is always fed, for scalar inputs that steer the model. */
  readonly control: number | null;
  /** Axes of which the size was chosen here, because neither the file nor the user says. */
  readonly open: readonly OpenAxis[];
}

/** Sizes to try for a free axis, the first being the default. */
const CHOICES = {
  batch: [1],
  channels: [3, 1, 4],
  image: [224, 256, 416, 320, 640, 512, 299, 128, 64, 32, 28],
  sequence: [128, 512, 256, 64, 1024, 384, 2048, 96, 32, 16, 8, 1],
  generation: [16, 8, 4],
} as const;

type AxisKind = keyof typeof CHOICES;

/**
 * Fixes every size of every input: what the file declares, what the user gives, else the batch at 1 and for the others
 * the first usual size (224 for heights and widths, 128 for lengths) with which all shapes of the graph fit together.
 * Axes that share a symbol share their size.
 * @throws TuneError for inputs that are no tensors of numbers, and for sizes that contradict the file.
 */
export function resolveInputShapes(
  model: ModelGraph,
  overrides: ShapeOverrides = new Map(),
): readonly ResolvedInput[] {
  const inputs = feedInputs(model.graph);
  const generates = inputs.some((i) => /max_?len/i.test(i.name));
  const free = new Map<string, AxisKind>();
  const fixed = new Map<string, number>();
  const slots = inputs.map((input) =>
    slotsOf(input, overrides.get(input.name), generates, free, fixed),
  );
  const settled = new Map<string, number>(
    [...free].map(([key, kind]) => [key, fixed.get(key) ?? CHOICES[kind][0]]),
  );
  const resolve = (sizes: ReadonlyMap<string, number>): readonly ResolvedInput[] =>
    inputs.map((input, i) => resolved(input, slots[i] ?? [], { sizes, fixed, free }));
  const open = [...free].filter(([key, kind]) => !fixed.has(key) && CHOICES[kind].length > 1);
  let best = misfits(model, resolve(settled));
  for (const [key, kind] of open) {
    const before = settled.get(key) ?? 1;
    let chosen = before;
    for (const size of best > 0 ? CHOICES[kind] : []) {
      const count = misfits(model, resolve(new Map(settled).set(key, size)));
      if (count < best) [best, chosen] = [count, size];
    }
    settled.set(key, chosen);
  }
  return resolve(settled);
}

/** Number of values whose shape cannot be worked out with these inputs: sizes that do not fit together show here. */
function misfits(model: ModelGraph, inputs: readonly ResolvedInput[]): number {
  return inferShapes(model, inputFacts(inputs), shapeRuleOf).unresolved.length;
}

/** Resolved inputs as shape inference takes them. */
export function inputFacts(inputs: readonly ResolvedInput[]): ReadonlyMap<string, InputFact> {
  return new Map(
    inputs.map(({ name, shape, control }) => {
      const count = shape.reduce((a, b) => a * b, 1);
      return [
        name,
        control === null ? { shape } : { shape, value: new Array<number>(count).fill(control) },
      ];
    }),
  );
}

/** For each axis its size, or the key of the symbol that decides it. */
type Slot = number | string;

function slotsOf(
  input: ValueInfo,
  override: readonly (number | null)[] | undefined,
  generates: boolean,
  free: Map<string, AxisKind>,
  fixed: Map<string, number>,
): readonly Slot[] {
  const declared = declaredDimensions(input, override);
  return declared.map((d, axis) => {
    if (typeof d === 'number' && d >= 0)
      return checkedSize(input.name, axis, d, override?.[axis] ?? null);
    const key =
      typeof d === 'string' && d !== '' && d !== '?' ? `symbol ${d}` : `${input.name} axis ${axis}`;
    const given = override?.[axis] ?? null;
    if (given !== null) fixed.set(key, given);
    if (!free.has(key)) free.set(key, kindOf(input, declared, axis, generates));
    return key;
  });
}

function declaredDimensions(
  input: ValueInfo,
  override: readonly (number | null)[] | undefined,
): readonly Dimension[] {
  if (input.type.kind !== 'tensor') {
    throw new TuneError(
      'model',
      `input ${printable(input.name)} is a ${input.type.kind}, not a tensor`,
      {
        hint: 'models whose inputs are tensors of numbers can be measured',
      },
    );
  }
  const declared = input.type.shape ?? override?.map(() => null) ?? [];
  if (override !== undefined && override.length !== declared.length) {
    throw new TuneError(
      'usage',
      `input ${printable(input.name)} has ${declared.length} dimensions, the shape given ${override.length}`,
      {
        hint: 'give one size per dimension, N for the batch',
      },
    );
  }
  return declared;
}

function checkedSize(name: string, axis: number, declared: number, given: number | null): number {
  if (given === null || given === declared || declared === 1) return declared;
  throw new TuneError(
    'usage',
    `dimension ${axis} of input ${printable(name)} is ${declared} in the model, the shape given says ${given}`,
    {
      hint: `give ${declared}, or a model exported with that dimension dynamic`,
    },
  );
}

function kindOf(
  input: ValueInfo,
  declared: readonly Dimension[],
  axis: number,
  generates: boolean,
): AxisKind {
  const symbol = declared[axis];
  const rank = declared.length;
  if (
    typeof symbol === 'string' &&
    /batch|^[bn]$|^bs$/i.test(symbol) &&
    !/seq|len|time/i.test(symbol)
  )
    return 'batch';
  const named = typeof symbol === 'string' && /seq|len|time|token|step|frame/i.test(symbol);
  const isNamedElsewhere = declared.some(
    (d, i) => i !== axis && typeof d === 'string' && /batch/i.test(d),
  );
  const firstFree = declared.findIndex((d) => typeof d !== 'number' || d < 0);
  if (!named && !isNamedElsewhere && axis === firstFree && axis <= 1) return 'batch';
  const isImage =
    rank === 4 &&
    input.type.kind === 'tensor' &&
    !/^(u?int(32|64)|bool)/.test(input.type.elementType);
  if (!isImage || named) return generates ? 'generation' : 'sequence';
  const channelsLast = typeof declared[3] === 'number' && declared[3] > 0 && declared[3] <= 4;
  return axis === (channelsLast ? 3 : 1) ? 'channels' : 'image';
}

function resolved(
  input: ValueInfo,
  slots: readonly Slot[],
  {
    sizes,
    fixed,
    free,
  }: {
    readonly sizes: ReadonlyMap<string, number>;
    readonly fixed: ReadonlyMap<string, number>;
    readonly free: ReadonlyMap<string, AxisKind>;
  },
): ResolvedInput {
  const type = input.type;
  const elementType = type.kind === 'tensor' ? type.elementType : 'undefined';
  const shape = slots.map((s) => (typeof s === 'number' ? s : (sizes.get(s) ?? 1)));
  const open = slots.flatMap((key, axis): OpenAxis[] =>
    typeof key === 'string' && !fixed.has(key)
      ? [{ axis, key, isBatch: free.get(key) === 'batch' }]
      : [],
  );
  const single = shape.length === 0 || (shape.length === 1 && shape[0] === 1 && slots[0] === 1);
  return {
    name: input.name,
    elementType,
    declared: type.kind === 'tensor' ? (type.shape ?? []) : [],
    shape,
    control: single && steers(input, shape.length) ? controlValue(input.name, elementType) : null,
    open,
  };
}

/** Scalars steer; vectors of one element do when they are integers or have a telling name. */
function steers(input: ValueInfo, rank: number): boolean {
  if (rank === 0) return true;
  const integer = input.type.kind === 'tensor' && /^(u?int|bool)/.test(input.type.elementType);
  return integer || /penalty|temperature|top_?p|scale|threshold|rate/i.test(input.name);
}
