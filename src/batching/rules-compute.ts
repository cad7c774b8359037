import { intAttribute, stringAttribute } from '../../operators/attributes.ts';
import { einsumTerms } from '../../operators/einsum-terms.ts';
import { normaliseAxis } from '../../operators/facts.ts';
import { reducedAxes } from '../../operators/reduction.ts';
import { resizeAxes, resizeScales, resizeSizes } from '../../operators/resize.ts';
import {
  agreesWithShapes,
  type BatchLayout,
  batchAxis,
  onAxis,
  perSample,
  sameLayout,
} from './batch-layout.ts';
import {
  type BatchRule,
  type BatchStep,
  baseShape,
  intAttributeOf,
  layoutOf,
  outputShape,
} from './batch-step.ts';
import { requireFirstOnly } from './rules-elementwise.ts';

const rankOf = (step: BatchStep, index: number): number =>
  step.inputs[index]?.base.shape?.length ?? 0;

/** Where the batch of one matrix operand ends up in the product; `side` tells rows (left) from columns (right). */
function productLayout(
  step: BatchStep,
  index: number,
  side: 'left' | 'right',
  transposed: boolean,
): BatchLayout | null {
  const layout = layoutOf(step, index);
  if (layout === null) return null;
  const rank = rankOf(step, index);
  const outRank = step.base[0]?.shape?.length ?? 0;
  const fromEnd = rank - layout.axis;
  if (rank > 1 && fromEnd > 2) return onAxis(layout, outRank - fromEnd);
  const summed = side === 'left' ? 1 : Math.min(2, rank);
  if ((transposed ? 3 - fromEnd : fromEnd) === summed) return step.refuse('it sums over the batch');
  return onAxis(layout, outRank - (side === 'left' ? 2 : 1));
}

/** Matrix products whose operands are inputs 0 and `second`. */
export function matmul(second: number): BatchRule {
  return (step) => {
    const flipped = (name: string): boolean => intAttribute(step.node, name, 0) === 1;
    const left = productLayout(step, 0, 'left', flipped('transA'));
    const right = productLayout(step, second, 'right', flipped('transB'));
    if (left !== null && right !== null && !sameLayout(left, right))
      return step.refuse('it multiplies samples with each other');
    const layout = left ?? right ?? step.refuse('the batch reaches it through a parameter');
    const mixed = step.inputs.some((input, i) => {
      if (i === 0 || i === second || !input?.layout) return false;
      return !sameLayout(
        onAxis(input.layout, input.layout.axis + outputShape(step).length - rankOf(step, i)),
        layout,
      );
    });
    if (mixed) return step.refuse('its addend holds the batch in another place');
    if (outputShape(step)[layout.axis] !== perSample(layout) * step.sizes.base)
      return step.refuse('it broadcasts the batch against another dimension');
    return [layout];
  };
}

export const einsum: BatchRule = (step) => {
  const ranks = step.node.inputs.map((_, i) => rankOf(step, i));
  const terms = einsumTerms(stringAttribute(step.node, 'equation', ''), ranks);
  if (terms === null) return step.refuse('its equation cannot be read');
  let letter: string | undefined;
  let found: BatchLayout | undefined;
  for (const [i, letters] of terms.inputs.entries()) {
    const layout = layoutOf(step, i);
    if (layout === null) continue;
    if (
      found !== undefined &&
      (letters[layout.axis] !== letter ||
        layout.inner !== found.inner ||
        layout.outer !== found.outer)
    ) {
      return step.refuse('it multiplies samples with each other');
    }
    letter = letters[layout.axis];
    found = layout;
  }
  const axis = terms.output.indexOf(letter ?? '');
  if (axis < 0 || found === undefined) return step.refuse('it sums over the batch');
  return [onAxis(found, axis)];
};

/** Reductions and arg-reductions: the batch axis must stay. */
export const reduce: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const rank = rankOf(step, 0);
  const single = step.node.opType.startsWith('Arg');
  const axes = single
    ? new Set([normaliseAxis(intAttribute(step.node, 'axis', 0), rank) ?? 0])
    : reducedAxes(step.call, rank);
  if (axes === null) return step.refuse('which axes it reduces depends on the data');
  if (axes.has(layout.axis)) return step.refuse('it reduces over the batch, which mixes samples');
  const keep = intAttribute(step.node, 'keepdims', 1) === 1;
  return [
    onAxis(
      layout,
      keep ? layout.axis : layout.axis - [...axes].filter((a) => a < layout.axis).length,
    ),
  ];
};

/** Until opset 12 softmax works on everything from its axis on. */
export const softmax: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const rank = rankOf(step, 0);
  const flat = step.node.domain === '' && step.opset < 13;
  const axis = normaliseAxis(intAttribute(step.node, 'axis', flat ? 1 : -1), rank) ?? 0;
  const free = flat ? layout.axis < axis : layout.axis !== axis;
  return free ? [layout] : step.refuse('it normalises over the batch, which mixes samples');
};

/** Normalises over every axis from `axis` on. Skip inputs and outputs share the layout. */
export const layerNormalisation: BatchRule = (step) => {
  const layout = layoutOf(step, 0) ?? step.refuse('the batch reaches it through a parameter');
  const rank = rankOf(step, 0);
  const axis = normaliseAxis(intAttribute(step.node, 'axis', -1), rank) ?? 0;
  if (layout.axis >= axis) step.refuse('it normalises over the batch, which mixes samples');
  return step.node.outputs.map(() => layout);
};

export const resize: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const [from, to] = [baseShape(step, 0), outputShape(step)];
  if (from[layout.axis] !== to[layout.axis]) return step.refuse('it resizes the batch axis');
  if (agreesWithShapes(layout, to, step.wide[0]?.shape ?? [], step.sizes)) return [layout];
  const axes = resizeAxes(step.call, from.length);
  const sizes = resizeSizes(step.call);
  const at = axes.indexOf(layout.axis);
  if (sizes === undefined || at < 0 || perSample(layout) > 1) {
    return step.refuse(
      resizeScales(step.call) === undefined
        ? 'its target size depends on the data'
        : 'it resizes a folded batch',
    );
  }
  const target = step.insert(
    'Concat',
    [step.integers(sizes.slice(0, at)), step.batchSize(), step.integers(sizes.slice(at + 1))],
    [intAttributeOf('axis', 0)],
  );
  step.replace(
    { inputs: step.node.inputs.with(3, target) },
    'the batch size among its target sizes is taken from the input',
  );
  return [layout];
};

/** Box of pads, block sizes and the like: the axis that holds the batch must not change. */
export const unchangedAlongBatch: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const [from, to] = [baseShape(step, 0), outputShape(step)];
  if (from[layout.axis] !== to[layout.axis])
    return step.refuse('it changes the size of the batch axis');
  return step.node.outputs.map(() => layout);
};

/** Only the first output follows the batch; the others summarise it (a scale for the whole tensor). */
export const firstOutputOnly: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  return step.node.outputs.map((_, i) => (i === 0 ? layout : null));
};

export const oneHot: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const rank = rankOf(step, 0) + 1;
  const axis = normaliseAxis(intAttribute(step.node, 'axis', -1), rank) ?? 0;
  return [onAxis(layout, layout.axis >= axis ? layout.axis + 1 : layout.axis)];
};

/** Queries, grids and images that share the batch on their first axis; parameters do not carry it. */
export const allBatchFirst: BatchRule = (step) => {
  for (const input of step.inputs) {
    const layout = input?.layout ?? null;
    if (layout !== null && !sameLayout(layout, batchAxis(0))) {
      return step.refuse('the batch is not the first axis of all its inputs');
    }
  }
  return step.node.outputs.map(() => batchAxis(0));
};
