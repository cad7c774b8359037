import { elementBits } from '../src/onnx/element-type.ts';
import type { TensorFact } from '../src/onnx/shape-rule.ts';
import {
  type CostRule,
  type MatrixProduct,
  type NodeCost,
  type PricedCall,
  sizesOf,
} from './node-cost.ts';
import type { OperatorFamily } from './operator.ts';

/** Bytes taken for an element of a type without fixed width (strings) or of unknown type: those of a float32. */
const UNKNOWN_ELEMENT_BYTES = 4;

/** Product of sizes; 1 for none. */
export function productOf(sizes: readonly number[]): number {
  return sizes.reduce((product, d) => product * Math.max(0, d), 1);
}

/** Number of elements, unknown sizes taken as 1; 0 for an input that is left out. */
export function elementsOf(fact: TensorFact | null | undefined): number {
  return fact == null ? 0 : productOf(sizesOf(fact.shape));
}

/** Size of a tensor in bytes, unknown sizes taken as 1; 0 for an input that is left out. */
export function bytesOf(fact: TensorFact | null | undefined): number {
  if (fact == null) return 0;
  const bits = elementBits(fact.elementType) ?? 8 * UNKNOWN_ELEMENT_BYTES;
  return Math.ceil((elementsOf(fact) * bits) / 8);
}

/** Elements of output `index`. */
export function outputElements(call: PricedCall, index = 0): number {
  return elementsOf(call.outputs[index]);
}

/** Multiplications and additions of a product. */
export function productFlops({ count, m, n, k }: MatrixProduct): number {
  return 2 * count * m * n * k;
}

/** The one with the most arithmetic. */
export function largestProduct(products: readonly MatrixProduct[]): MatrixProduct | null {
  return products.reduce<MatrixProduct | null>(
    (best, p) => (best === null || productFlops(p) > productFlops(best) ? p : best),
    null,
  );
}

/** What a rule has to say; the rest follows from the tensors of the call. */
export interface CostParts {
  /** 0 by default. */
  readonly flops?: number;
  readonly product?: MatrixProduct | null;
  /** 1 by default. */
  readonly steps?: number;
  /** Elements of the first output by default. */
  readonly width?: number;
  /** Bytes touched of an input, by its index, where that is less than all of it. */
  readonly touched?: Readonly<Record<number, number>>;
  /** All outputs by default. */
  readonly bytesWritten?: number;
}

/** Completes a price: every input is read once, every output written once, and no figure is negative, infinite or NaN. */
export function nodeCost(
  call: PricedCall,
  family: OperatorFamily,
  parts: CostParts = {},
): NodeCost {
  const { bytesRead, weightBytes } = readBytes(call, parts.touched ?? {});
  const product = parts.product ?? null;
  return {
    family,
    flops: figure(parts.flops ?? 0),
    bytesRead: figure(bytesRead),
    weightBytes: figure(weightBytes),
    bytesWritten: figure(parts.bytesWritten ?? writtenBytes(call)),
    width: Math.max(1, figure(parts.width ?? outputElements(call))),
    steps: Math.max(1, figure(parts.steps ?? 1)),
    product: product === null ? null : finiteProduct(product),
  };
}

function figure(value: number): number {
  return value > 0 ? Math.min(value, Number.MAX_VALUE) : 0;
}

function finiteProduct({ count, m, n, k }: MatrixProduct): MatrixProduct {
  return { count: figure(count), m: figure(m), n: figure(n), k: figure(k) };
}

/** A value used twice by one node is read once. */
function readBytes(
  call: PricedCall,
  touched: Readonly<Record<number, number>>,
): { readonly bytesRead: number; readonly weightBytes: number } {
  let bytesRead = 0;
  let weightBytes = 0;
  call.inputs.forEach((input, i) => {
    const name = call.node.inputs[i] ?? '';
    if (name === '' || call.node.inputs.indexOf(name) < i) return;
    const whole = bytesOf(input);
    const bytes = Math.min(whole, touched[i] ?? whole);
    if (call.isConstant(i)) weightBytes += bytes;
    else bytesRead += bytes;
  });
  return { bytesRead, weightBytes };
}

function writtenBytes(call: PricedCall): number {
  return call.node.outputs.reduce(
    (sum, name, i) => (name === '' ? sum : sum + bytesOf(call.outputs[i])),
    0,
  );
}

/** `perElement` operations for each element of the first output. */
export function perOutput(family: OperatorFamily, perElement: number): CostRule {
  return (call) => nodeCost(call, family, { flops: perElement * outputElements(call) });
}

/** `perElement` operations for each element of the first input. */
export function perInput(family: OperatorFamily, perElement: number): CostRule {
  return (call) => nodeCost(call, family, { flops: perElement * elementsOf(call.inputs[0]) });
}

/** Reads its inputs, writes its outputs, computes nothing. */
export function movement(family: OperatorFamily = 'data-movement'): CostRule {
  return (call) => nodeCost(call, family);
}

/** Reads no more of its first input than it writes. */
export const partialMovement: CostRule = (call) =>
  nodeCost(call, 'data-movement', { touched: { 0: bytesOf(call.outputs[0]) } });

/** Another look at the same memory: the runtime aliases the buffer. */
export const view: CostRule = (call) => untouched(call, 'data-movement');

/** Neither reads nor writes. */
export function untouched(call: PricedCall, family: OperatorFamily): NodeCost {
  const nothing = Object.fromEntries(call.inputs.map((_, i) => [i, 0]));
  return nodeCost(call, family, { touched: nothing, bytesWritten: 0, width: 1 });
}
