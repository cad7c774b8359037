import { intAttribute } from '../../operators/attributes.ts';
import { clampRange, sliceRanges, splitSizes } from '../../operators/concat-split.ts';
import { normaliseAxis } from '../../operators/facts.ts';
import { type BatchLayout, onAxis, sameLayout } from './batch-layout.ts';
import {
  type BatchRule,
  type BatchStep,
  baseShape,
  intAttributeOf,
  layoutOf,
  outputShape,
} from './batch-step.ts';
import { expandConstant } from './expand-constant.ts';
import { requireFirstOnly } from './rules-elementwise.ts';

const INT64_MAX = 2 ** 63;

export const concat: BatchRule = (step) => {
  const rank = outputShape(step).length;
  const axis = normaliseAxis(intAttribute(step.node, 'axis', 1), rank) ?? 0;
  const first = step.inputs.find((i) => i?.layout)?.layout;
  if (!first) return step.refuse('none of its inputs carries the batch');
  if (first.axis === axis) return [concatAlongBatch(step, axis)];
  const inputs = step.node.inputs.map((name, i) => {
    const layout = layoutOf(step, i);
    if (layout === null) return expandConstant(step, i, first);
    if (!sameLayout(layout, first))
      step.refuse('it joins tensors that hold the batch in different places');
    return name;
  });
  if (inputs.some((name, i) => name !== step.node.inputs[i])) {
    step.replace({ inputs }, 'a constant joined to every sample is repeated for every sample');
  }
  return [first];
};

/**
 * Pieces joined along the axis that holds the batch. Pieces of one size per sample are stacked: all samples of the first
 * piece, then all of the second. Otherwise (boxes of several scales folded into the batch) they are unfolded, joined
 * within each sample, and folded again.
 */
function concatAlongBatch(step: BatchStep, axis: number): BatchLayout {
  const layouts = step.node.inputs.map((_, i) => layoutOf(step, i));
  if (layouts.some((l) => l === null || l.axis !== axis)) {
    return step.refuse('it joins something to the batch axis itself');
  }
  const pieces = layouts as readonly BatchLayout[];
  const inner = pieces[0]?.inner ?? 1;
  const stackable = pieces.every((l) => l.inner === inner);
  const unfoldable = pieces.every((l) => l.outer === 1);
  const options = [...(unfoldable ? ['unfold'] : []), ...(stackable ? ['stack'] : [])];
  if (options.length === 0)
    return step.refuse('it joins tensors that fold the batch in different ways');
  const chosen = step.choose(stackable && inner === 1 ? options.toReversed() : options);
  if (chosen === 'stack') return { axis, outer: pieces.reduce((n, l) => n + l.outer, 0), inner };
  const unfolded = pieces.map((piece, i) => {
    const shape = baseShape(step, i);
    const target = shape.toSpliced(axis, 1, -1, piece.inner);
    return step.insert('Reshape', [step.node.inputs[i] ?? '', step.integers(target)]);
  });
  const to = outputShape(step);
  step.replace(
    { inputs: unfolded, attributes: [intAttributeOf('axis', axis + 1)] },
    'pieces folded into the batch are joined within each sample',
  );
  step.afterwards('Reshape', [step.integers(to.with(axis, -1))]);
  return { axis, outer: 1, inner: pieces.reduce((n, l) => n + l.inner, 0) };
}

export const split: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const shape = baseShape(step, 0);
  const axis = normaliseAxis(intAttribute(step.node, 'axis', 0), shape.length);
  if (axis !== layout.axis) return step.node.outputs.map(() => layout);
  const unit = step.sizes.base * layout.inner;
  const pieces = splitSizes(step.call, shape[axis] ?? null).map((s) => (s ?? 0) / unit);
  const equal = pieces.every((p) => p === pieces[0] && Number.isInteger(p));
  if (!equal) return step.refuse('it splits the batch');
  const given = step.node.inputs.length > 1 || step.node.attributes.some((a) => a.name === 'split');
  if (given && pieces.length > 1) {
    const attributes = step.node.attributes.filter((a) => a.name !== 'split');
    const count = step.opset >= 18 ? [intAttributeOf('num_outputs', pieces.length)] : [];
    step.replace(
      { inputs: step.node.inputs.slice(0, 1), attributes: [...attributes, ...count] },
      'equal pieces of any size',
    );
  }
  return pieces.map((outer) => ({ ...layout, outer }));
};

/** Slices along other axes pass the batch; along the batch axis only slices that take all of it do. */
export const slice: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const shape = baseShape(step, 0);
  const ranges = sliceRanges(step.call, shape.length);
  const wideRanges = sliceRanges(step.wideCall, shape.length);
  if (ranges === null || wideRanges === null)
    return step.refuse('where it cuts depends on the data');
  const along = ranges.findIndex((r) => r.axis === layout.axis);
  if (along < 0) return [layout];
  const size = shape[layout.axis] ?? 0;
  const range = ranges[along];
  const taken = range === undefined ? { start: 0, count: size } : clampRange(range, size);
  if (range?.step !== 1 || taken.start !== 0 || taken.count !== size)
    return step.refuse('it cuts samples out of the batch');
  const wideSize = step.inputs[0]?.wide.shape?.[layout.axis] ?? 0;
  const wide = wideRanges[along];
  if (wide !== undefined && clampRange(wide, wideSize).count === wideSize) return [layout];
  openEnd(
    step,
    along,
    ranges.map((r) => r.end),
  );
  return [layout];
};

function openEnd(step: BatchStep, along: number, ends: readonly number[]): void {
  const why = 'a slice that ends at the size of the batch is left open';
  const open = ends.with(along, INT64_MAX);
  if (step.opset >= 10) {
    step.replace({ inputs: step.node.inputs.with(2, step.integers(open)) }, why);
    return;
  }
  const value = open.map((e) => (e >= INT64_MAX ? INT64_MAX_EXACT : BigInt(e)));
  const attributes = step.node.attributes.map((a) =>
    a.name === 'ends' ? { name: 'ends', value: { kind: 'ints' as const, value } } : a,
  );
  step.replace({ attributes }, why);
}

const INT64_MAX_EXACT = 2n ** 63n - 1n;

/** Lookups: the table or the indices carry the batch. */
export const gather: BatchRule = (step) => {
  const [data, indices] = [layoutOf(step, 0), layoutOf(step, 1)];
  const rank = step.inputs[0]?.base.shape?.length ?? 0;
  const axis = normaliseAxis(intAttribute(step.node, 'axis', 0), rank) ?? 0;
  const picked = step.inputs[1]?.base.shape?.length ?? 0;
  if (data !== null && indices !== null)
    return step.refuse('it looks up samples by indices that depend on the batch');
  if (indices !== null) return [onAxis(indices, axis + indices.axis)];
  if (data === null) return step.refuse('the batch reaches it in an unknown way');
  if (data.axis !== axis)
    return [onAxis(data, data.axis > axis ? data.axis + picked - 1 : data.axis)];
  return [takeOnlySample(step, data)];
};

/** `x[0]` of a batch of one takes the whole sample: the batch is folded into the next axis instead. */
function takeOnlySample(step: BatchStep, layout: BatchLayout): BatchLayout {
  const index = step.inputs[1]?.base.value;
  const shape = baseShape(step, 0);
  const whole =
    shape[layout.axis] === 1 && index?.length === 1 && (index[0] === 0 || index[0] === -1);
  if (!whole) return step.refuse('it picks samples out of the batch');
  const to = outputShape(step);
  if (to.length === shape.length) {
    step.replace(
      { opType: 'Identity', inputs: step.node.inputs.slice(0, 1), attributes: [] },
      'taking sample 0 of one takes all',
    );
    return layout;
  }
  const axis = layout.axis;
  if (axis >= to.length) return step.refuse('it takes sample 0 and leaves no axis for the batch');
  const target = to.with(axis, -1);
  step.replace(
    {
      opType: 'Reshape',
      inputs: [step.node.inputs[0] ?? '', step.integers(target)],
      attributes: [],
    },
    'taking sample 0 becomes folding the batch into the next axis',
  );
  return { axis, outer: 1, inner: to[axis] ?? 1 };
}
