import { intAttribute, intsAttribute } from './attributes.ts';
import type { CostRule } from './node-cost.ts';
import { bytesOf, elementsOf, nodeCost, outputElements, perInput, productOf } from './pricing.ts';

/** One comparison or addition per element under the window (a power and an addition for LpPool). */
export const poolCost: CostRule = (call) => {
  const window = productOf(intsAttribute(call.node, 'kernel_shape') ?? []);
  const perElement = call.node.opType === 'LpPool' ? 2 : 1;
  return nodeCost(call, 'pooling', { flops: perElement * window * outputElements(call) });
};

/** Every element once. */
export const globalPoolCost: CostRule = perInput('pooling', 1);

/** Four multiply-accumulates per sampling point; adaptive sampling (0) takes at least one point per output. */
export const roiAlignCost: CostRule = (call) => {
  const points = Math.max(1, intAttribute(call.node, 'sampling_ratio', 0)) ** 2;
  return nodeCost(call, 'pooling', { flops: 8 * points * outputElements(call) });
};

/** Regions are as large as the data says: one comparison per output and as much reading are the least. */
export const maxRoiPoolCost: CostRule = (call) =>
  nodeCost(call, 'pooling', {
    flops: elementsOf(call.outputs[0]),
    touched: { 0: bytesOf(call.outputs[0]) },
  });
