import { agreesWithShapes, type BatchLayout, perSample, refold } from './batch-layout.ts';
import { type BatchRule, type BatchStep, baseShape, outputShape } from './batch-step.ts';
import { requireFirstOnly } from './rules-elementwise.ts';

/**
 * Reshape, Flatten, Squeeze and Unsqueeze: the elements keep their order. If the operator does the right thing at another
 * batch by itself it stays; else it becomes a Reshape whose target leaves the axis that holds the batch free.
 */
export const reshape: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const [from, to] = [baseShape(step, 0), outputShape(step)];
  const candidates = refold(layout, from, to, step.sizes.base);
  const natural = candidates.find((c) =>
    agreesWithShapes(c, to, step.wide[0]?.shape ?? [], step.sizes),
  );
  if (candidates.length === 0) {
    return step.refuse(
      `its shape [${to.join(', ')}] tears the samples apart: no axis of it holds the batch`,
    );
  }
  const chosen = step.choose(readings(candidates, natural, step.isDeclared));
  if (chosen !== natural) rewriteTarget(step, to, chosen);
  return [chosen];
};

/**
 * Readings in the order to try them. What the operator does by itself comes first, except that in a file made for one
 * sample an axis of its own is more likely meant than folding.
 */
function readings(
  candidates: readonly BatchLayout[],
  natural: BatchLayout | undefined,
  isDeclared: boolean,
): readonly BatchLayout[] {
  if (natural === undefined) return candidates;
  if (perSample(natural) === 1) return [natural];
  const separate = candidates.filter((c) => perSample(c) === 1);
  return isDeclared ? [natural, ...separate] : [...separate, natural];
}

function rewriteTarget(step: BatchStep, to: readonly number[], layout: BatchLayout): void {
  if (to.includes(0)) step.refuse('it makes an empty tensor');
  const target = to.with(layout.axis, -1);
  step.replace(
    {
      opType: 'Reshape',
      inputs: [step.node.inputs[0] ?? '', step.integers(target)],
      attributes: [],
    },
    `target shape [${to.join(', ')}] becomes [${target.join(', ')}]`,
  );
}

export const transpose: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const rank = baseShape(step, 0).length;
  const perm = step.node.attributes.find((a) => a.name === 'perm')?.value;
  const order =
    perm?.kind === 'ints'
      ? perm.value.map(Number)
      : Array.from({ length: rank }, (_, i) => rank - 1 - i);
  return [{ ...layout, axis: order.indexOf(layout.axis) }];
};

/** The input broadcast to a target shape: where the target has the batch written in, 1 takes what the input has. */
export const expand: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const to = outputShape(step);
  const axis = layout.axis + to.length - baseShape(step, 0).length;
  const moved = { ...layout, axis };
  if (to[axis] !== perSample(layout) * step.sizes.base)
    return step.refuse('it broadcasts the batch against another dimension');
  if (agreesWithShapes(moved, to, step.wide[0]?.shape ?? [], step.sizes)) return [moved];
  const target = to.with(axis, 1);
  step.replace(
    { inputs: [step.node.inputs[0] ?? '', step.integers(target)] },
    `target shape [${to.join(', ')}] becomes [${target.join(', ')}]`,
  );
  return [moved];
};

export const tile: BatchRule = (step) => {
  const layout = requireFirstOnly(step);
  const [from, to] = [baseShape(step, 0), outputShape(step)];
  const copies = (to[layout.axis] ?? 0) / (from[layout.axis] ?? 1);
  return [{ ...layout, outer: layout.outer * copies }];
};
