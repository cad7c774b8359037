import {
  type CostRule,
  type NodeCost,
  type PricedCall,
  sizesOf,
} from '../../operators/node-cost.ts';
import { tensorByteLength } from '../onnx/element-type.ts';
import type { ElementType, GraphNode } from '../onnx/model-graph.ts';
import { type TensorFact, UNKNOWN_FACT } from '../onnx/shape-rule.ts';
import { operatorName, type Step } from './step.ts';

/** What lowering knows of the values of a model. */
export interface ValueFacts {
  readonly factOf: (value: string) => TensorFact;
  readonly isConstant: (value: string) => boolean;
}

/** Bytes of a value, unknown sizes counting 1 and unknown types four bytes. */
export function bytesOf(fact: TensorFact): number {
  const dims = sizesOf(fact.shape);
  return tensorByteLength(fact.elementType, dims) ?? dims.reduce((a, b) => a * b, 4);
}

/** One node as a step, priced by its rule, or as data movement where there is none. */
export function priceNode(
  node: GraphNode,
  opset: number,
  rule: CostRule | undefined,
  values: ValueFacts,
  place: { readonly scope: number; readonly times: number },
): Step {
  const inputs = node.inputs.map((name) => (name === '' ? null : values.factOf(name)));
  const outputs = node.outputs.map((name) => (name === '' ? UNKNOWN_FACT : values.factOf(name)));
  const isConstant = (i: number): boolean => values.isConstant(node.inputs[i] ?? '');
  const call: PricedCall = { node, opset, inputs, outputs, isConstant };
  const cost = rule?.(call) ?? dataMovement(call);
  const activations = node.inputs.filter((name) => name !== '' && !values.isConstant(name));
  return {
    op: operatorName(node),
    node,
    nodes: [node],
    label: node.opType,
    inputs: node.inputs,
    outputs: node.outputs,
    ...place,
    family: cost.family,
    elementType: arithmeticType(inputs, outputs),
    flops: cost.flops,
    weightBytes: cost.weightBytes,
    reads: shared(cost.bytesRead, activations, values),
    writes: shared(
      cost.bytesWritten,
      node.outputs.filter((name) => name !== ''),
      values,
    ),
    width: cost.width,
    steps: cost.steps,
    product: cost.product,
  };
}

/** An operator nobody has described reads its inputs and writes its outputs. */
function dataMovement({ inputs, outputs, isConstant }: PricedCall): NodeCost {
  const sum = (facts: readonly (TensorFact | null)[]): number =>
    facts.reduce((total, f) => total + (f === null ? 0 : bytesOf(f)), 0);
  return {
    family: 'data-movement',
    flops: 0,
    bytesRead: sum(inputs.filter((_, i) => !isConstant(i))),
    weightBytes: sum(inputs.filter((_, i) => isConstant(i))),
    bytesWritten: sum(outputs),
    width: 1,
    steps: 1,
    product: null,
  };
}

/** Splits what a node moves among its values by their sizes, so that fusion can drop what stays inside. */
function shared(
  total: number,
  names: readonly string[],
  values: ValueFacts,
): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  let sum = 0;
  for (const name of names) {
    if (bytes.has(name)) continue;
    const size = names.length === 1 ? total : bytesOf(values.factOf(name));
    bytes.set(name, size);
    sum += size;
  }
  if (sum === total) return bytes;
  if (sum === 0) return new Map(names.slice(0, 1).map((name) => [name, total]));
  for (const [name, size] of bytes) bytes.set(name, (total * size) / sum);
  return bytes;
}

const NO_ARITHMETIC: ReadonlySet<ElementType> = new Set<ElementType>(['undefined', 'bool']);

function arithmeticType(
  inputs: readonly (TensorFact | null)[],
  outputs: readonly TensorFact[],
): ElementType {
  const types = [inputs[0], outputs[0]].map((f) => f?.elementType ?? 'undefined');
  return types.find((t) => !NO_ARITHMETIC.has(t)) ?? types[1] ?? 'undefined';
}
