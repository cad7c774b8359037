import { intAttribute, intsAttribute, stringAttribute } from './attributes.ts';
import { hasInput, inputOf } from './facts.ts';
import { type CostRule, type MatrixProduct, type PricedCall, sizesOf } from './node-cost.ts';
import { elementsOf, nodeCost, outputElements, productFlops, productOf } from './pricing.ts';
import { REQUANTISE_FLOPS } from './quantisation-cost.ts';

/** Where a convolution has its operands. */
interface ConvOperands {
  readonly weight: number;
  readonly bias: number | null;
}

const PLAIN: ConvOperands = { weight: 1, bias: 2 };

/** Positions and number of the samples' outputs (or inputs): all axes but that of the channels. */
function positionsOf(shape: readonly number[]): number {
  return productOf(shape.filter((_, axis) => axis !== 1));
}

/** One product per group: output positions × output channels, over input channels × kernel. */
function convProduct(call: PricedCall, weight: number): MatrixProduct {
  const groups = Math.max(1, intAttribute(call.node, 'group', 1));
  const [x, w, y] = [inputOf(call, 0), inputOf(call, weight), call.outputs[0]];
  const weights = sizesOf(w.shape);
  const kernel = intsAttribute(call.node, 'kernel_shape') ?? weights.slice(2);
  const channels = w.shape?.[1] ?? (sizesOf(x.shape)[1] ?? 1) / groups;
  return {
    count: groups,
    m: positionsOf(sizesOf(y?.shape ?? null)),
    n: (weights[0] ?? sizesOf(y?.shape ?? null)[1] ?? 1) / groups,
    k: channels * productOf(kernel),
  };
}

/** One filter per input channel, none of them shared. */
function isDepthwise(call: PricedCall): boolean {
  const groups = intAttribute(call.node, 'group', 1);
  return groups > 1 && groups === inputOf(call, 0).shape?.[1];
}

/** Bias, an added tensor (`sum`, fused) and a fused activation count one per output each. */
function extraFlops(call: PricedCall, bias: number | null): number {
  const added = bias !== null && hasInput(call, bias) ? 1 : 0;
  const fusedSum = call.node.opType === 'FusedConv' && hasInput(call, 3) ? 1 : 0;
  const activation = stringAttribute(call.node, 'activation', '') === '' ? 0 : 1;
  return (added + fusedSum + activation) * outputElements(call);
}

/** Conv and its fused form. */
export const convCost: CostRule = (call) => {
  const product = convProduct(call, PLAIN.weight);
  return nodeCost(call, isDepthwise(call) ? 'depthwise-conv' : 'conv', {
    product,
    flops: productFlops(product) + extraFlops(call, PLAIN.bias),
  });
};

/** Integer convolution; `requantised` results are scaled back to 8 bits. */
export function quantisedConvCost(operands: ConvOperands, requantised: boolean): CostRule {
  return (call) => {
    const product = convProduct(call, operands.weight);
    const scaling = requantised ? REQUANTISE_FLOPS * outputElements(call) : 0;
    return nodeCost(call, 'quantised-conv', {
      product,
      flops: productFlops(product) + scaling + extraFlops(call, operands.bias),
    });
  };
}

/**
 * The transpose of a convolution: input positions × (output channels · kernel), over input channels. That the kernel's
 * overlapping results are added up is the addition of the multiply-accumulate.
 */
export const convTransposeCost: CostRule = (call) => {
  const groups = Math.max(1, intAttribute(call.node, 'group', 1));
  const [x, w] = [inputOf(call, 0), inputOf(call, 1)];
  const weights = sizesOf(w.shape);
  const kernel = intsAttribute(call.node, 'kernel_shape') ?? weights.slice(2);
  const product: MatrixProduct = {
    count: groups,
    m: positionsOf(sizesOf(x.shape)),
    n: (weights[1] ?? 1) * productOf(kernel),
    k: (weights[0] ?? sizesOf(x.shape)[1] ?? 1) / groups,
  };
  return nodeCost(call, 'conv', {
    product,
    flops: productFlops(product) + extraFlops(call, PLAIN.bias),
  });
};

/** Bilinear interpolation of one value: four multiply-accumulates. */
const BILINEAR_FLOPS = 8;

/** Every value under the kernel is interpolated from the input first, once per offset group and channel. */
export const deformConvCost: CostRule = (call) => {
  const product = convProduct(call, PLAIN.weight);
  const sampled = product.count * product.m * product.k;
  const masked = hasInput(call, 4) ? 1 : 0;
  const bias = hasInput(call, 3) ? elementsOf(call.outputs[0]) : 0;
  return nodeCost(call, 'conv', {
    product,
    flops: productFlops(product) + sampled * (BILINEAR_FLOPS + masked) + bias,
  });
};
