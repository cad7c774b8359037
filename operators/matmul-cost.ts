import type { KnownShape } from '../src/onnx/shape-rule.ts';
import { intAttribute, stringAttribute } from './attributes.ts';
import { broadcastShapes } from './broadcast.ts';
import { einsumTerms } from './einsum-terms.ts';
import { hasInput, inputOf } from './facts.ts';
import {
  type CostRule,
  type MatrixProduct,
  type NodeCost,
  type PricedCall,
  sizesOf,
} from './node-cost.ts';
import { elementsOf, nodeCost, outputElements, productFlops, productOf } from './pricing.ts';
import { DYNAMIC_QUANTISE_FLOPS, REQUANTISE_FLOPS, rescaleFlops } from './quantisation-cost.ts';

/**
 * Numpy's matrix product as `count` products. A stack of left matrices that meets one right matrix is a single tall
 * product, as the runtime computes it.
 */
function matmulProduct(call: PricedCall, second: number): MatrixProduct {
  const a = oriented(inputOf(call, 0).shape, intAttribute(call.node, 'transA', 0) === 1, 'row');
  const b = oriented(
    inputOf(call, second).shape,
    intAttribute(call.node, 'transB', 0) === 1,
    'column',
  );
  const [m, left] = [a.at(-2) ?? 1, a.slice(0, -2)];
  const [n, right] = [b.at(-1) ?? 1, b.slice(0, -2)];
  const k = inputOf(call, 0).shape?.length === 0 ? 1 : (a.at(-1) ?? 1);
  if (productOf(right) === 1) return { count: 1, m: m * productOf(left), n, k };
  const stack = broadcastShapes([left, right]);
  return { count: productOf(sizesOf(stack ?? right)), m, n, k };
}

/** Sizes of an operand as a stack of matrices: a vector is one row on the left, one column on the right. */
function oriented(
  shape: KnownShape | null,
  transposed: boolean,
  vector: 'row' | 'column',
): readonly number[] {
  const sizes = sizesOf(shape);
  if (sizes.length < 2) return vector === 'row' ? [1, ...sizes] : [...sizes, 1];
  if (!transposed) return sizes;
  return [...sizes.slice(0, -2), sizes.at(-1) ?? 1, sizes.at(-2) ?? 1];
}

/** MatMul, Gemm and their fused forms; a bias adds one per output, a fused activation one more. */
export const matmulCost: CostRule = (call) => {
  const product = matmulProduct(call, 1);
  const bias = hasInput(call, 2) ? 1 : 0;
  const activation = stringAttribute(call.node, 'activation', '') === '' ? 0 : 1;
  return nodeCost(call, 'matmul', {
    product,
    flops: productFlops(product) + (bias + activation) * outputElements(call),
  });
};

function quantised(call: PricedCall, product: MatrixProduct, extraFlops: number): NodeCost {
  return nodeCost(call, 'quantised-matmul', { product, flops: productFlops(product) + extraFlops });
}

/** Sums stay 32-bit integers. */
export const matmulIntegerCost: CostRule = (call) => quantised(call, matmulProduct(call, 1), 0);

/** `second`: index of the right matrix; `bias`: that of the bias. Results go back to 8 bits. */
export function requantisedMatmulCost(second: number, bias: number): CostRule {
  return (call) => {
    const perOutput = REQUANTISE_FLOPS + (hasInput(call, bias) ? 1 : 0);
    return quantised(call, matmulProduct(call, second), perOutput * outputElements(call));
  };
}

export const matmulIntegerToFloatCost: CostRule = (call) =>
  quantised(call, matmulProduct(call, 1), rescaleFlops(call, 6));

/** Quantises its left operand itself. */
export const dynamicQuantiseMatmulCost: CostRule = (call) => {
  const quantising = DYNAMIC_QUANTISE_FLOPS * elementsOf(call.inputs[0]);
  return quantised(call, matmulProduct(call, 1), quantising + rescaleFlops(call, 4));
};

/** Weights of few bits in blocks: what is read is their packed form; their unpacking is no arithmetic here. */
export const matmulNBitsCost: CostRule = (call) => {
  const rows = productOf(sizesOf(inputOf(call, 0).shape).slice(0, -1));
  const [n, k] = [intAttribute(call.node, 'N', 0), intAttribute(call.node, 'K', 0)];
  const bias = hasInput(call, 5) ? outputElements(call) : 0;
  return quantised(call, { count: 1, m: rows, n, k }, bias);
};

/**
 * Operands are contracted from left to right, as the runtime does. Each step is a product: letters of both operands that
 * are still needed count it, those of neither later operand nor output are summed over (where only one operand has them,
 * beforehand).
 */
export const einsumCost: CostRule = (call) => {
  const inputs = call.inputs.map((_, i) => inputOf(call, i));
  const terms = einsumTerms(
    stringAttribute(call.node, 'equation', ''),
    inputs.map((i) => i.shape?.length ?? 0),
  );
  if (terms === null || terms.inputs.length < 2)
    return nodeCost(call, 'matmul', { flops: elementsOf(inputs[0]) });
  const sizes = letterSizes(
    terms.inputs,
    inputs.map((i) => sizesOf(i.shape)),
  );
  const [first = [], ...rest] = terms.inputs;
  let current = new Set(first);
  let flops = 0;
  let largest: MatrixProduct | null = null;
  rest.forEach((letters, i) => {
    const needed = new Set([...terms.output, ...rest.slice(i + 1).flat()]);
    const product = contraction(current, new Set(letters), needed, sizes);
    flops += productFlops(product);
    if (largest === null || productFlops(product) > productFlops(largest)) largest = product;
    current = new Set([...current, ...letters].filter((letter) => needed.has(letter)));
  });
  return nodeCost(call, 'matmul', { product: largest, flops });
};

function letterSizes(
  terms: readonly (readonly string[])[],
  shapes: readonly (readonly number[])[],
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  terms.forEach((letters, i) => {
    letters.forEach((letter, axis) => {
      if ((sizes.get(letter) ?? 1) === 1) sizes.set(letter, shapes[i]?.[axis] ?? 1);
    });
  });
  return sizes;
}

function contraction(
  left: ReadonlySet<string>,
  right: ReadonlySet<string>,
  needed: ReadonlySet<string>,
  sizes: ReadonlyMap<string, number>,
): MatrixProduct {
  const product = { count: 1, m: 1, n: 1, k: 1 };
  for (const letter of new Set([...left, ...right])) {
    const size = sizes.get(letter) ?? 1;
    const shared = left.has(letter) && right.has(letter);
    if (!needed.has(letter)) product.k *= shared ? size : 1;
    else if (shared) product.count *= size;
    else if (left.has(letter)) product.m *= size;
    else product.n *= size;
  }
  return product;
}
