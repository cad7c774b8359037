import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { madeWeights } from './made-weights.ts';

/** Inputs that hold no learnt numbers, by operator: statistics, scales of resizing, parameters of a coding. */
const NOT_LEARNT: Readonly<Record<string, readonly number[]>> = {
  BatchNormalization: [3, 4],
  Resize: [1, 2],
  QuantizeLinear: [1, 2],
  DequantizeLinear: [1, 2],
};

/**
 * How many learnt numbers the nodes of a model use, counted in its graph: elements of the float32 tensors of one axis or
 * more that are stored or made there, each once, without what BatchNormalization measured instead of learning.
 */
export function learntParameters(model: ModelGraph): number {
  const { weights, makers } = madeWeights(model);
  const sizes = new Map<string, number>();
  for (const { name, dims } of weights) sizes.set(name, product(dims));
  for (const { name, dims, elementType } of model.graph.initialisers) {
    if (elementType === 'float32' && dims.length > 0) sizes.set(name, product(dims));
  }
  const used = new Set<string>();
  for (const node of model.graph.nodes) {
    if (makers.has(node)) continue;
    const others = NOT_LEARNT[node.opType] ?? [];
    for (const name of node.inputs.filter((_, i) => !others.includes(i))) used.add(name);
  }
  return [...used].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
}

function product(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}
