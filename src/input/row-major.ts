import type { TypedNumbers } from '../onnx/real-feed.ts';

/** Reorders numbers stored with the first axis fastest (Fortran, column-major) to the last axis fastest (C, row-major). */
export function rowMajor(columnMajor: TypedNumbers, shape: readonly number[]): TypedNumbers {
  // Both arrays are of one type, whichever it is.
  const from = columnMajor as Uint8Array;
  const out = columnMajor.slice() as Uint8Array;
  const rowLength = shape.at(-1) ?? 1;
  const stride = out.length / rowLength;
  const outer = shape.slice(0, -1);
  const index = outer.map(() => 0);
  for (let start = 0; start < out.length; start += rowLength) {
    const source = columnMajorPlace(index, outer);
    for (let i = 0; i < rowLength; i++) out[start + i] = from[source + i * stride] as number;
    advance(index, outer);
  }
  return out;
}

function columnMajorPlace(index: readonly number[], shape: readonly number[]): number {
  return index.reduceRight((place, position, axis) => place * (shape[axis] ?? 1) + position, 0);
}

/** Moves to the next index in row-major order. */
function advance(index: number[], shape: readonly number[]): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const next = (index[axis] ?? 0) + 1;
    index[axis] = next === shape[axis] ? 0 : next;
    if (index[axis] !== 0) return;
  }
}
