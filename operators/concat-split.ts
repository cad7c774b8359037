import type { KnownShape, OperatorCall, ShapeRule, TensorFact } from '../src/onnx/shape-rule.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { listOperand } from './data-movement.ts';
import {
  contentsOf,
  fact,
  fillValue,
  fixedShape,
  inputOf,
  normaliseAxis,
  offsetOf,
} from './facts.ts';
import type { OperatorTable } from './operator.ts';
import { movement, partialMovement } from './pricing.ts';

export const concat: ShapeRule = (call) => {
  const inputs = call.inputs.map((_, i) => inputOf(call, i));
  const elementType = inputs[0]?.elementType ?? 'undefined';
  const rank = inputs.find((i) => i.shape !== null)?.shape?.length;
  if (rank === undefined || inputs.some((i) => i.shape !== null && i.shape.length !== rank))
    return [fact(elementType, null)];
  const axis = normaliseAxis(intAttribute(call.node, 'axis', call.opset < 4 ? 1 : 0), rank);
  if (axis === null) return [fact(elementType, null)];
  const shape = Array.from({ length: rank }, (_, i) => {
    const sizes = inputs.map((x) => x.shape?.[i] ?? null);
    if (i !== axis) return commonSize(sizes);
    return sizes.reduce<number | null>((a, b) => (a === null || b === null ? null : a + b), 0);
  });
  if (shape.includes(undefined)) return [fact(elementType, null)];
  return [fact(elementType, shape as KnownShape, concatValue(inputs, shape as KnownShape, axis))];
};

/** The size all known ones agree on; undefined where they differ. */
function commonSize(sizes: readonly (number | null)[]): number | null | undefined {
  const known = sizes.filter((s) => s !== null);
  return known.some((s) => s !== known[0]) ? undefined : (known[0] ?? null);
}

function concatValue(
  inputs: readonly TensorFact[],
  shape: KnownShape,
  axis: number,
): readonly number[] | null {
  const dims = inputs.map((i) => fixedShape(i.shape));
  if (inputs.some((i) => i.value === null) || dims.includes(null)) return null;
  return fillValue(shape, (position) => {
    let at = position[axis] ?? 0;
    let k = 0;
    while (at >= (dims[k]?.[axis] ?? Number.POSITIVE_INFINITY)) at -= dims[k++]?.[axis] ?? 0;
    return inputs[k]?.value?.[offsetOf(dims[k] ?? [], position.with(axis, at))];
  });
}

/** Sizes of a Split's pieces; null entries where they are unknown. Uneven pieces since opset 18: the last is smaller. */
export function splitSizes(call: OperatorCall, size: number | null): readonly (number | null)[] {
  const given = listOperand(call, 'split', 1);
  const count = given?.length ?? call.node.outputs.length;
  if (given !== undefined) return given;
  if (size === null || call.node.inputs[1]) return new Array<null>(count).fill(null);
  const piece = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(piece, size - i * piece)));
}

const split: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return call.node.outputs.map(() => fact(x.elementType, null));
  const from = x.shape;
  const axis = normaliseAxis(intAttribute(call.node, 'axis', 0), from.length);
  if (axis === null) return [];
  const dims = fixedShape(from);
  let start = 0;
  return splitSizes(call, from[axis] ?? null).map((size) => {
    const offset = start;
    start += size ?? 0;
    const shape = from.with(axis, size);
    if (x.value === null || dims === null) return fact(x.elementType, shape);
    const value = fillValue(
      shape,
      (p) => x.value?.[offsetOf(dims, p.with(axis, offset + (p[axis] ?? 0)))],
    );
    return fact(x.elementType, shape, value);
  });
};

/** A Slice in one place for both of its forms (attributes until opset 9, inputs since). */
export interface SliceRange {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** The ranges a Slice takes, ends as written; null where they are not known. */
export function sliceRanges(call: OperatorCall, rank: number): readonly SliceRange[] | null {
  const starts = listOperand(call, 'starts', 1);
  const ends = listOperand(call, 'ends', 2);
  const written = intsAttribute(call.node, 'axes');
  const axes = written ?? (call.node.inputs[3] ? contentsOf(call, 3) : starts?.map((_, i) => i));
  const steps = call.node.inputs[4] ? contentsOf(call, 4) : starts?.map(() => 1);
  if (starts === undefined || ends === undefined || axes === undefined || steps === undefined)
    return null;
  return axes.map((axis, i) => ({
    axis: axis < 0 ? axis + rank : axis,
    start: starts[i] ?? 0,
    end: ends[i] ?? 0,
    step: steps[i] ?? 1,
  }));
}

/** First index and number of elements a range takes from an axis of `size` (numpy's rules). */
export function clampRange(
  range: SliceRange,
  size: number,
): { readonly start: number; readonly count: number } {
  const { step } = range;
  const wrap = (v: number): number => (v < 0 ? v + size : v);
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const start = Math.min(step > 0 ? size : size - 1, Math.max(0, wrap(range.start)));
  const end = Math.min(high, Math.max(low, wrap(range.end)));
  return { start, count: Math.max(0, Math.ceil((end - start) / step)) };
}

const slice: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact(x.elementType, null)];
  const ranges = sliceRanges(call, x.shape.length);
  if (ranges === null)
    return [
      fact(
        x.elementType,
        x.shape.map((d) => (call.node.inputs[3] || d === null ? null : d)).fill(null),
      ),
    ];
  const shape: (number | null)[] = [...x.shape];
  const taken = new Map<number, { start: number; step: number }>();
  for (const range of ranges) {
    const size = x.shape[range.axis] ?? null;
    const clamped = size === null ? null : clampRange(range, size);
    shape[range.axis] = clamped?.count ?? null;
    taken.set(range.axis, { start: clamped?.start ?? 0, step: range.step });
  }
  const dims = fixedShape(x.shape);
  if (x.value === null || dims === null) return [fact(x.elementType, shape)];
  const value = fillValue(shape, (p) => {
    const source = p.map(
      (at, axis) => (taken.get(axis)?.start ?? 0) + at * (taken.get(axis)?.step ?? 1),
    );
    return x.value?.[offsetOf(dims, source)];
  });
  return [fact(x.elementType, shape, value)];
};

/** Operators that join and cut tensors. */
export const CONCAT_SPLIT: OperatorTable = {
  Concat: { family: 'data-movement', shape: concat, cost: movement() },
  Split: { family: 'data-movement', shape: split, cost: movement() },
  Slice: { family: 'data-movement', shape: slice, cost: partialMovement },
};
