import type { KnownShape, TensorFact } from '../onnx/shape-rule.ts';

/**
 * Where the batch lies in a tensor: along `axis`, index (o·B + b)·inner + i belongs to sample b, with o < outer and
 * i < inner. A separate batch axis has outer = inner = 1; heads or boxes folded behind the batch have inner > 1; tensors
 * stacked along the batch axis have outer > 1.
 */
export interface BatchLayout {
  readonly axis: number;
  readonly outer: number;
  readonly inner: number;
}

/**
 * A value of the graph in two worlds: at the batch size of the file, and at a large prime one after rewriting. What
 * differs between the two depends on the batch.
 */
export interface TrackedValue {
  readonly base: TensorFact;
  readonly wide: TensorFact;
  /** `null`: the tensor does not grow with the batch. */
  readonly layout: BatchLayout | null;
}

/** The batch sizes of the two worlds. */
export interface BatchSizes {
  readonly base: number;
  readonly wide: number;
}

/** A batch size that no constant or product of dimensions in a model is likely to equal. */
export const WIDE_BATCH = 97;

export function sameLayout(a: BatchLayout | null, b: BatchLayout | null): boolean {
  return a === b || (a?.axis === b?.axis && a?.outer === b?.outer && a?.inner === b?.inner);
}

/** A layout moved to another axis. */
export function onAxis(layout: BatchLayout, axis: number): BatchLayout {
  return { ...layout, axis };
}

/** The layout of a separate batch axis. */
export function batchAxis(axis: number): BatchLayout {
  return { axis, outer: 1, inner: 1 };
}

/** How many elements one sample takes along the batch axis. */
export function perSample(layout: BatchLayout): number {
  return layout.outer * layout.inner;
}

/** Whether shapes of the two worlds differ along the layout's axis, by the batch, and nowhere else. */
export function agreesWithShapes(
  layout: BatchLayout | null,
  base: KnownShape,
  wide: KnownShape,
  sizes: BatchSizes,
): boolean {
  if (base.length !== wide.length) return false;
  return base.every((d, axis) => {
    if (axis !== layout?.axis) return d === wide[axis];
    return d === perSample(layout) * sizes.base && wide[axis] === perSample(layout) * sizes.wide;
  });
}

/**
 * Layouts a row-major tensor can have after its elements are given another shape, separate batch axes first. `from` and
 * `to` are sizes at the base batch.
 */
export function refold(
  layout: BatchLayout,
  from: readonly number[],
  to: readonly number[],
  base: number,
): readonly BatchLayout[] {
  const before = product(from.slice(0, layout.axis)) * layout.outer;
  const found: BatchLayout[] = [];
  let prefix = 1;
  for (const [axis, size] of to.entries()) {
    const outer = before / prefix;
    const inner = size / (outer * base);
    if (Number.isInteger(outer) && Number.isInteger(inner) && inner > 0)
      found.push({ axis, outer, inner });
    prefix *= size;
  }
  return found.sort((a, b) => foldRank(a, layout) - foldRank(b, layout));
}

/** Separate axes before folded ones, the axis it had before others, then the order of axes. */
function foldRank(candidate: BatchLayout, before: BatchLayout): number {
  const separate = perSample(candidate) === 1 ? 0 : 100;
  return separate + (candidate.axis === before.axis ? 0 : 1 + candidate.axis);
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}
