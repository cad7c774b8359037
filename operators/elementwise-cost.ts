import { stringAttribute } from './attributes.ts';
import { contentsOf } from './facts.ts';
import type { CostRule, PricedCall } from './node-cost.ts';
import type { OperatorFamily } from './operator.ts';
import { nodeCost, outputElements } from './pricing.ts';

/*
 * Operations per output element: every addition, multiplication, division and comparison is one, and a transcendental
 * function as many as its vectorised kernel needs against a sigmoid's four (onnxruntime 1.30, one thread, AVX-512, measured
 * by `tune calibrate`: sigmoid 0.32 ns an element, tanh 0.3, erf 0.56). Operators that are not listed take one.
 */
const FLOPS: Readonly<Record<string, number>> = {
  Exp: 4,
  Log: 4,
  Tanh: 4,
  Erf: 8,
  Pow: 8,
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
  Mish: 13,
  Softplus: 9,
  Softsign: 3,
  Shrink: 2,
  ParametricSoftplus: 11,
  ScaledTanh: 6,
  Affine: 2,
  ImageScaler: 2,
  // x · ½ (1 + erf(x / √2))
  Gelu: 12,
  BiasGelu: 13,
  // ½ x (1 + tanh(√(2/π) (x + 0.0447 x³)))
  FastGelu: 12,
  // x · sigmoid(1.702 x)
  QuickGelu: 6,
  BiasSplitGelu: 14,
};

const TANH_GELU = 12;
/** Sine, cosine and their kin, none of which is vectorised. */
const TRIGONOMETRIC = 32;
/** Their names. */
export const TRIGONOMETRY: readonly string[] = [
  'Sin',
  'Cos',
  'Tan',
  'Asin',
  'Acos',
  'Atan',
  'Sinh',
  'Cosh',
  'Asinh',
  'Acosh',
  'Atanh',
];

function flopsPerElement(call: PricedCall): number {
  const { opType } = call.node;
  const given = call.node.inputs.filter((name) => name !== '').length;
  if (opType === 'Sum' || opType === 'Max' || opType === 'Min') return Math.max(1, given - 1);
  if (opType === 'Mean') return given;
  if (opType === 'BiasAdd') return Math.max(1, given - 1);
  if (opType === 'Gelu' && stringAttribute(call.node, 'approximate', 'none') === 'tanh')
    return TANH_GELU;
  if (TRIGONOMETRY.includes(opType)) return TRIGONOMETRIC;
  // The runtime multiplies where the exponent is known to be 2.
  if (opType === 'Pow' && contentsOf(call, 1)?.[0] === 2) return 1;
  return FLOPS[opType] ?? 1;
}

/** One pass over the elements of the output. */
export function elementwiseCost(family: OperatorFamily): CostRule {
  return (call) => nodeCost(call, family, { flops: flopsPerElement(call) * outputElements(call) });
}
