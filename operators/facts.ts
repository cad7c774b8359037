import type { ElementType } from '../src/onnx/model-graph.ts';
import {
  type KnownShape,
  MAX_VALUE_ELEMENTS,
  type OperatorCall,
  type TensorFact,
  UNKNOWN_FACT,
} from '../src/onnx/shape-rule.ts';

export function fact(
  elementType: ElementType,
  shape: KnownShape | null,
  value: readonly number[] | null = null,
): TensorFact {
  return { elementType, shape, value: shape === null ? null : value };
}

/** Input `index` of a call; unknown where it is omitted. */
export function inputOf(call: OperatorCall, index: number): TensorFact {
  return call.inputs[index] ?? UNKNOWN_FACT;
}

/** Contents of input `index` as numbers, where they are known. */
export function contentsOf(call: OperatorCall, index: number): readonly number[] | undefined {
  return call.inputs[index]?.value ?? undefined;
}

/** Whether input `index` is given (known or not). */
export function hasInput(call: OperatorCall, index: number): boolean {
  return (call.node.inputs[index] ?? '') !== '';
}

/** Number of elements; null where an axis is unknown. */
export function elementCount(shape: KnownShape): number | null {
  let count = 1;
  for (const d of shape) {
    if (d === null) return null;
    count *= d;
  }
  return count;
}

/** A fully known shape as numbers; null otherwise. */
export function fixedShape(shape: KnownShape | null): readonly number[] | null {
  return shape === null || shape.includes(null) ? null : (shape as readonly number[]);
}

/** An axis counted from the front; null where it does not exist. */
export function normaliseAxis(axis: number, rank: number): number | null {
  const positive = axis < 0 ? axis + rank : axis;
  return positive >= 0 && positive < rank ? positive : null;
}

/** Contents for `shape` made element by element from the position; null where the tensor is too large to follow. */
export function fillValue(
  shape: KnownShape,
  at: (position: readonly number[], flat: number) => number | undefined,
): readonly number[] | null {
  const dims = fixedShape(shape);
  const count = elementCount(shape);
  if (dims === null || count === null || count > MAX_VALUE_ELEMENTS) return null;
  const position = dims.map(() => 0);
  const out: number[] = [];
  for (let flat = 0; flat < count; flat++) {
    const v = at(position, flat);
    if (v === undefined) return null;
    out.push(v);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const next = (position[axis] ?? 0) + 1;
      position[axis] = next;
      if (next < (dims[axis] ?? 0)) break;
      position[axis] = 0;
    }
  }
  return out;
}

/** Row-major offset of a position; axes of size 1 repeat (broadcasting), leading axes of the position may be extra. */
export function offsetOf(shape: readonly number[], position: readonly number[]): number {
  const skipped = position.length - shape.length;
  return shape.reduce((offset, size, axis) => {
    return offset * size + (size === 1 ? 0 : (position[axis + skipped] ?? 0));
  }, 0);
}
