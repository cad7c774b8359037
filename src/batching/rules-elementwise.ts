import { type BatchLayout, onAxis, perSample, sameLayout } from './batch-layout.ts';
import { type BatchRule, type BatchStep, layoutOf } from './batch-step.ts';
import { expandConstant } from './expand-constant.ts';

/** Layouts of all inputs as axes of a result of rank `rank`; they must be one and the same. */
export function commonLayout(
  step: BatchStep,
  indices: readonly number[],
  rank: number,
): BatchLayout | null {
  let common: BatchLayout | null = null;
  for (const index of indices) {
    const layout = layoutOf(step, index);
    if (layout === null) continue;
    const aligned = onAxis(
      layout,
      layout.axis + rank - (step.inputs[index]?.base.shape?.length ?? rank),
    );
    if (common !== null && !sameLayout(common, aligned)) {
      step.refuse('it combines tensors that hold the batch in different places');
    }
    common = aligned;
  }
  return common;
}

/** All inputs are combined by position with numpy's broadcasting. */
export const elementwise: BatchRule = (step) =>
  alignedElementwise(
    step,
    step.node.inputs.map((_, i) => i),
  );

/** Elementwise in the inputs named; the others are parameters and must not carry the batch. */
export function elementwiseIn(...indices: readonly number[]): BatchRule {
  return (step) => {
    step.inputs.forEach((_, i) => {
      if (!indices.includes(i) && layoutOf(step, i) !== null)
        step.refuse(`its parameter ${i + 1} depends on the batch`);
    });
    return alignedElementwise(
      step,
      indices.filter((i) => i < step.inputs.length),
    );
  };
}

function alignedElementwise(
  step: BatchStep,
  indices: readonly number[],
): readonly (BatchLayout | null)[] {
  const rank = step.base[0]?.shape?.length;
  if (rank === undefined) return step.refuse('its output shape cannot be worked out');
  const common = commonLayout(step, indices, rank);
  if (common === null) return step.node.outputs.map(() => null);
  const grown = new Map<number, string>();
  for (const index of indices) {
    const shape = step.inputs[index]?.base.shape;
    if (shape === undefined || shape === null || layoutOf(step, index) !== null) continue;
    // Until opset 6 a smaller operand was placed by an attribute; it is a parameter then.
    if (step.opset < 7 && shape.length < rank) continue;
    const axis = common.axis - (rank - shape.length);
    const size = axis < 0 ? 1 : shape[axis];
    if (size !== 1) grown.set(index, expandConstant(step, index, onAxis(common, axis)));
  }
  const size = step.base[0]?.shape?.[common.axis];
  if (size !== perSample(common) * step.sizes.base)
    step.refuse('it broadcasts the batch against another dimension');
  if (grown.size > 0) {
    step.replace(
      { inputs: step.node.inputs.map((name, i) => grown.get(i) ?? name) },
      'a constant the size of one sample is repeated for every sample',
    );
  }
  return step.node.outputs.map(() => common);
}

/** Only the first input carries the batch; it may lie along any axis not named by `forbidden`. */
export function onFirst(
  forbidden: (step: BatchStep, rank: number) => readonly number[],
  reason: string,
): BatchRule {
  return (step) => {
    const layout = requireFirstOnly(step);
    const rank = step.inputs[0]?.base.shape?.length ?? 0;
    if (forbidden(step, rank).includes(layout.axis)) step.refuse(reason);
    return step.node.outputs.map(() => layout);
  };
}

/** The layout of the first input; further inputs must not carry the batch. */
export function requireFirstOnly(step: BatchStep): BatchLayout {
  step.inputs.forEach((_, i) => {
    if (i > 0 && layoutOf(step, i) !== null)
      step.refuse(`its input ${i + 1}, a parameter, depends on the batch`);
  });
  return layoutOf(step, 0) ?? step.refuse('the batch reaches it through a parameter');
}

/** First input [N, C, …]: the batch (alone or with other dimensions folded in) must be the first axis. */
export const batchFirst: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  if (layout.axis !== 0) step.refuse(`it works on axis ${layout.axis}, where the batch lies`);
  return step.node.outputs.map(() => layout);
};
