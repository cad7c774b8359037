import { intAttribute } from './attributes.ts';
import { contentsOf, inputOf } from './facts.ts';
import { type CostRule, sizesOf } from './node-cost.ts';
import { bytesOf, elementsOf, nodeCost } from './pricing.ts';

const log2 = (n: number): number => Math.max(1, Math.log2(Math.max(1, n)));

/** Each element goes past a heap of the k best. */
export const topKCost: CostRule = (call) => {
  const x = inputOf(call, 0);
  const k = call.opset < 10 ? intAttribute(call.node, 'k', 1) : (contentsOf(call, 1)?.[0] ?? 1);
  const sizes = sizesOf(x.shape);
  const row = sizes.at(intAttribute(call.node, 'axis', -1)) ?? 1;
  return nodeCost(call, 'detection', {
    flops: elementsOf(x) * log2(k),
    width: elementsOf(x) / Math.max(1, row),
  });
};

/** The scores of each class are sorted; how many boxes are then compared depends on the data, so this is the least. */
export const nonMaxSuppressionCost: CostRule = (call) => {
  const scores = inputOf(call, 1);
  const [batch = 1, classes = 1, boxes = 1] = sizesOf(scores.shape);
  return nodeCost(call, 'detection', {
    flops: elementsOf(scores) * log2(boxes),
    width: batch * classes,
  });
};

/** Sorts its elements. */
export const uniqueCost: CostRule = (call) => {
  const elements = elementsOf(call.inputs[0]);
  return nodeCost(call, 'detection', { flops: elements * log2(elements), width: 1 });
};

/** One test per element of the condition; reads what it keeps. */
export const compressCost: CostRule = (call) =>
  nodeCost(call, 'detection', {
    flops: elementsOf(call.inputs[1]),
    touched: { 0: bytesOf(call.outputs[0]) },
  });
