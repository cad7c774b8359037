import { stringAttribute } from './attributes.ts';
import { inputOf } from './facts.ts';
import { type CostRule, type PricedCall, sizesOf } from './node-cost.ts';
import { nodeCost, outputElements } from './pricing.ts';

/** Neighbours that one output is made of along one axis. */
const NEIGHBOURS: Readonly<Record<string, number>> = {
  linear: 2,
  bilinear: 2,
  cubic: 4,
  bicubic: 4,
};

/** A multiply-accumulate per neighbour, where there is more than one. */
function interpolationFlops(mode: string, axes: number): number {
  const along = NEIGHBOURS[mode] ?? 1;
  return along === 1 ? 0 : 2 * along ** axes;
}

/** Only the axes that change size are interpolated. Nearest neighbours are copied. */
export const resizeCost: CostRule = (call) => {
  const from = sizesOf(inputOf(call, 0).shape);
  const to = sizesOf(call.outputs[0]?.shape ?? null);
  const axes = Math.min(3, from.filter((d, i) => d !== to[i]).length);
  const mode = stringAttribute(call.node, 'mode', 'nearest');
  return nodeCost(call, 'resize', { flops: interpolationFlops(mode, axes) * outputElements(call) });
};

/** Interpolates along every spatial axis. */
export const gridSampleCost: CostRule = (call) => {
  const axes = Math.min(3, Math.max(0, sizesOf(inputOf(call, 0).shape).length - 2));
  const mode = stringAttribute(call.node, 'mode', 'linear');
  return nodeCost(call, 'resize', { flops: interpolationFlops(mode, axes) * outputElements(call) });
};

/** Each coordinate is a row of the affine matrix times the position. */
export const affineGridCost: CostRule = (call: PricedCall) => {
  const dimensions = sizesOf(call.outputs[0]?.shape ?? null).at(-1) ?? 1;
  return nodeCost(call, 'resize', { flops: 2 * (dimensions + 1) * outputElements(call) });
};
