import { stringAttribute } from './attributes.ts';
import type { CostRule, PricedCall } from './node-cost.ts';
import type { OperatorFamily } from './operator.ts';
import { nodeCost, outputElements } from './pricing.ts';

/*
 * Operations per output element, by the formula of the standard: every addition, multiplication, division, comparison and
 * transcendental function is one. A sigmoid 1 / (1 + exp(-x)) is four; kernels that approximate by polynomials do more, and
 * that is for the cost law to measure. Operators that are not listed take one.
 */
const FLOPS: Readonly<Record<string, number>> = {
  Clip: 2,
  LeakyRelu: 2,
  PRelu: 2,
  Elu: 4,
  Celu: 7,
  Selu: 5,
  Sigmoid: 4,
  HardSigmoid: 4,
  HardSwish: 5,
  Swish: 5,
  Mish: 5,
  Softplus: 3,
  Softsign: 3,
  Shrink: 2,
  ParametricSoftplus: 5,
  ScaledTanh: 3,
  Affine: 2,
  ImageScaler: 2,
  // x · ½ (1 + erf(x / √2))
  Gelu: 5,
  BiasGelu: 6,
  // ½ x (1 + tanh(√(2/π) (x + 0.0447 x³)))
  FastGelu: 9,
  // x · sigmoid(1.702 x)
  QuickGelu: 6,
  BiasSplitGelu: 7,
};

const TANH_GELU = 9;

function flopsPerElement(call: PricedCall): number {
  const { opType } = call.node;
  const given = call.node.inputs.filter((name) => name !== '').length;
  if (opType === 'Sum' || opType === 'Max' || opType === 'Min') return Math.max(1, given - 1);
  if (opType === 'Mean') return given;
  if (opType === 'BiasAdd') return Math.max(1, given - 1);
  if (opType === 'Gelu' && stringAttribute(call.node, 'approximate', 'none') === 'tanh')
    return TANH_GELU;
  return FLOPS[opType] ?? 1;
}

/** One pass over the elements of the output. */
export function elementwiseCost(family: OperatorFamily): CostRule {
  return (call) => nodeCost(call, family, { flops: flopsPerElement(call) * outputElements(call) });
}
