import { hasInput } from './facts.ts';
import type { CostRule } from './node-cost.ts';
import { elementsOf, nodeCost, outputElements } from './pricing.ts';

/** Per element: divide by the scale, round, add the zero point. */
export const QUANTISE_FLOPS = 3;

/** Per element: subtract the zero point, multiply by the scale. */
const DEQUANTISE_FLOPS = 2;

/** Per element, from the accumulator to 8 bits: multiply, round, add the zero point. */
export const REQUANTISE_FLOPS = 3;

/** Per element: smallest and largest value, then quantisation. */
export const DYNAMIC_QUANTISE_FLOPS: number = 2 + QUANTISE_FLOPS;

export const quantiseCost: CostRule = (call) =>
  nodeCost(call, 'quantisation', { flops: QUANTISE_FLOPS * outputElements(call) });

export const dequantiseCost: CostRule = (call) =>
  nodeCost(call, 'quantisation', { flops: DEQUANTISE_FLOPS * outputElements(call) });

export const dynamicQuantiseCost: CostRule = (call) =>
  nodeCost(call, 'quantisation', { flops: DYNAMIC_QUANTISE_FLOPS * elementsOf(call.inputs[0]) });

/** Both operands dequantised, one operation, the result quantised. */
export const quantisedBinaryCost: CostRule = (call) =>
  nodeCost(call, 'elementwise', {
    flops: (2 * DEQUANTISE_FLOPS + 1 + QUANTISE_FLOPS) * outputElements(call),
  });

/** Functions of one 8-bit number are looked up in a table of 256. */
export const lookupCost: CostRule = (call) =>
  nodeCost(call, 'activation', { flops: outputElements(call) });

/** Floating-point results of an integer product: one multiplication by the scales, one addition of the bias. */
export const rescaleFlops = (call: Parameters<CostRule>[0], bias: number): number =>
  (1 + (hasInput(call, bias) ? 1 : 0)) * outputElements(call);
