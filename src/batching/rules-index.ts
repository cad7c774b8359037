import { intAttribute } from '../../operators/attributes.ts';
import { normaliseAxis } from '../../operators/facts.ts';
import { type BatchLayout, onAxis, sameLayout } from './batch-layout.ts';
import { type BatchRule, type BatchStep, layoutOf } from './batch-step.ts';
import { expandConstant } from './expand-constant.ts';

/** Data, indices (and updates) of equal rank, each sample looked up in itself; constants are repeated for every sample. */
export const alignedElements: BatchRule = (step) => {
  const first = step.inputs.find((i) => i?.layout)?.layout;
  if (!first) return step.refuse('none of its inputs carries the batch');
  const axis = normaliseAxis(
    intAttribute(step.node, 'axis', 0),
    step.inputs[0]?.base.shape?.length ?? 0,
  );
  if (axis === first.axis) return step.refuse('it looks up along the batch');
  const inputs = step.node.inputs.map((name, i) => {
    const layout = layoutOf(step, i);
    if (layout === null) return expandConstant(step, i, first);
    return sameLayout(layout, first)
      ? name
      : step.refuse('its inputs hold the batch in different places');
  });
  if (inputs.some((name, i) => name !== step.node.inputs[i])) {
    step.replace({ inputs }, 'constant indices are repeated for every sample');
  }
  return [first];
};

export const gatherNd: BatchRule = (step) => {
  const [data, indices] = [layoutOf(step, 0), layoutOf(step, 1)];
  const batchDims = intAttribute(step.node, 'batch_dims', 0);
  const rank = step.inputs[1]?.base.shape?.length ?? 0;
  const depth = step.inputs[1]?.base.shape?.at(-1) ?? 0;
  if (indices !== null) return gatherNdByBatch(step, data, indices, batchDims);
  if (data === null) return step.refuse('the batch reaches it in an unknown way');
  if (data.axis < batchDims + depth) return step.refuse('it picks samples by constant indices');
  return [onAxis(data, data.axis - batchDims - depth + rank - 1)];
};

function gatherNdByBatch(
  step: BatchStep,
  data: BatchLayout | null,
  indices: BatchLayout,
  batchDims: number,
): readonly BatchLayout[] {
  const last = (step.inputs[1]?.base.shape?.length ?? 0) - 1;
  if (indices.axis === last) return step.refuse('the batch lies in its index tuples');
  const sharedAxis = data !== null && sameLayout(data, indices) && data.axis < batchDims;
  if (data === null || sharedAxis) return [indices];
  return step.refuse('it looks up samples by indices that depend on the batch');
}

/** Scattered writes into each sample; index tuples must not reach into the batch axis. */
export const scatterNd: BatchRule = (step) => {
  const [data, indices, updates] = [layoutOf(step, 0), layoutOf(step, 1), layoutOf(step, 2)];
  if (indices !== null || data === null) return step.refuse('where it writes depends on the batch');
  const depth = step.inputs[1]?.base.shape?.at(-1) ?? 0;
  const rank = step.inputs[1]?.base.shape?.length ?? 0;
  if (data.axis < depth) return step.refuse('its constant indices name the samples it writes to');
  const expected = onAxis(data, data.axis - depth + rank - 1);
  if (updates === null) {
    const inputs = step.node.inputs.with(2, expandConstant(step, 2, expected));
    step.replace({ inputs }, 'constant updates are repeated for every sample');
  } else if (!sameLayout(updates, expected)) {
    return step.refuse('its updates hold the batch in another place');
  }
  return [data];
};
