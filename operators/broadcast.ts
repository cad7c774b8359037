import type { KnownShape } from '../src/onnx/shape-rule.ts';

/** Numpy-style common shape; null where a rank is unknown or the shapes do not fit together. */
export function broadcastShapes(shapes: readonly (KnownShape | null)[]): KnownShape | null {
  const [first, second] = shapes;
  if (shapes.length === 2 && first != null && second != null && isSame(first, second)) return first;
  const rank = Math.max(0, ...shapes.map((s) => s?.length ?? 0));
  const out: (number | null)[] = new Array<number | null>(rank).fill(1);
  for (const shape of shapes) {
    if (shape === null) return null;
    for (const [i, d] of shape.entries()) {
      const axis = rank - shape.length + i;
      const merged = mergeSizes(out[axis] ?? null, d);
      if (merged === undefined) return null;
      out[axis] = merged;
    }
  }
  return out;
}

const isSame = (a: KnownShape, b: KnownShape): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

/** Undefined where the two sizes cannot be broadcast. An unknown size beside a size above 1 must be that size. */
function mergeSizes(a: number | null, b: number | null): number | null | undefined {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  if (a === null) return b;
  if (b === null) return a;
  return undefined;
}
