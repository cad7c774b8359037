import { intAttribute } from './attributes.ts';
import { hasInput, inputOf } from './facts.ts';
import { type CostRule, type PricedCall, sizesOf } from './node-cost.ts';
import { elementsOf, nodeCost, productOf } from './pricing.ts';

/*
 * Operations per element, by the formulas of the standard. Centring takes 2 (sum, subtract), a mean square 2 (multiply,
 * add), division by the deviation 1, scale and shift 1 each. What is done once per row or channel is left out.
 */
const CENTRED = 2 + 2 + 1;
const ROOT_MEAN_SQUARE = 2 + 1;

/** Sigmoid (4) and product, where the runtime has fused it. */
const SWISH = 5;

/** Maximum, difference, exponential, sum, quotient. */
export const SOFTMAX_FLOPS = 5;

/** Costs of an operator that normalises row by row: rows are what threads share. */
function perRow(flopsPerElement: (call: PricedCall) => number): CostRule {
  return (call) => {
    const x = inputOf(call, 0);
    const sizes = sizesOf(x.shape);
    const axis = intAttribute(call.node, 'axis', -1);
    const rows = productOf(sizes.slice(0, axis));
    return nodeCost(call, 'normalisation', {
      flops: flopsPerElement(call) * elementsOf(x),
      width: rows,
    });
  };
}

/** One per given scale or shift. */
const given = (call: PricedCall, ...indices: readonly number[]): number =>
  indices.filter((i) => hasInput(call, i)).length;

export const layerNormalisationCost: CostRule = perRow((call) => CENTRED + given(call, 1, 2));

export const rmsNormalisationCost: CostRule = perRow((call) => ROOT_MEAN_SQUARE + given(call, 1));

/** (x, skip, gamma, beta, bias): adds skip and bias before. */
export const skipLayerNormalisationCost: CostRule = perRow(
  (call) => CENTRED + given(call, 1, 2, 3, 4),
);

/** (x, skip, gamma, bias) */
export const skipRmsNormalisationCost: CostRule = perRow(
  (call) => ROOT_MEAN_SQUARE + given(call, 1, 2, 3),
);

/** Normalises each channel (or group of channels) of each sample; scale and shift are always given. */
function perPlane(
  groups: (call: PricedCall, channels: number) => number,
  flops: number,
  added: readonly number[] = [],
): CostRule {
  return (call) => {
    const x = inputOf(call, 0);
    const [batch = 1, channels = 1] = sizesOf(x.shape);
    const swish = intAttribute(call.node, 'activation', 0) === 1 ? SWISH : 0;
    return nodeCost(call, 'normalisation', {
      flops: (flops + given(call, ...added) + swish) * elementsOf(x),
      width: batch * groups(call, channels),
    });
  };
}

export const instanceNormalisationCost: CostRule = perPlane((_, channels) => channels, CENTRED + 2);

const groupsOf = ({ node }: PricedCall): number =>
  intAttribute(node, 'num_groups', intAttribute(node, 'groups', 1));

export const groupNormalisationCost: CostRule = perPlane(groupsOf, CENTRED + 2);

/** Adds skip and (where given) bias before. */
export const skipGroupNormalisationCost: CostRule = perPlane(groupsOf, CENTRED + 2, [3, 4]);

/** Mean and variance over the batch, too. */
export const meanVarianceCost: CostRule = perPlane((_, channels) => channels, CENTRED);

/** In inference the statistics are constants and what is left is one scale and one shift. */
export const batchNormalisationCost: CostRule = (call) =>
  nodeCost(call, 'normalisation', { flops: 2 * elementsOf(call.inputs[0]) });

/** Sum of absolute values or squares, quotient. */
export const lpNormalisationCost: CostRule = (call) => {
  const perElement = intAttribute(call.node, 'p', 2) === 1 ? 3 : ROOT_MEAN_SQUARE;
  return nodeCost(call, 'normalisation', { flops: perElement * elementsOf(call.inputs[0]) });
};

/** Square, a sum over `size` channels, scale, shift, power, quotient. */
export const lrnCost: CostRule = (call) =>
  nodeCost(call, 'normalisation', {
    flops: (5 + intAttribute(call.node, 'size', 1)) * elementsOf(call.inputs[0]),
  });

/** Softmax and its logarithm: along one axis; all axes from `axis` on before opset 13. */
export const softmaxCost: CostRule = (call) => {
  const x = inputOf(call, 0);
  const sizes = sizesOf(x.shape);
  const flattened = call.node.domain === '' && call.opset < 13;
  const axis = intAttribute(call.node, 'axis', flattened ? 1 : -1);
  const from = axis < 0 ? axis + sizes.length : axis;
  const row = flattened ? productOf(sizes.slice(from)) : (sizes[from] ?? 1);
  return nodeCost(call, 'softmax', {
    flops: SOFTMAX_FLOPS * elementsOf(x),
    width: row > 0 ? elementsOf(x) / row : 1,
  });
};

/** Finds the largest. */
export const hardmaxCost: CostRule = (call) =>
  nodeCost(call, 'softmax', { flops: elementsOf(call.inputs[0]) });
