import { createRandom } from '../../../src/core/random.ts';
import type { ModelGraph, Tensor } from '../../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../../src/onnx/tensor-from.ts';
import { type MadeWeight, madeWeights } from '../../support/made-weights.ts';

/**
 * The model with stored weights in place of those made in its graph, as a trained model's file has them: every number
 * drawn anew from a normal distribution of the same deviation, constants as they were.
 */
export function withStoredWeights(model: ModelGraph): ModelGraph {
  const { weights, makers } = madeWeights(model);
  const { graph } = model;
  const nodes = graph.nodes.filter((node) => !makers.has(node));
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const kept = graph.initialisers.filter((tensor) => used.has(tensor.name));
  return {
    ...model,
    graph: { ...graph, nodes, initialisers: [...kept, ...weights.map(storedWeight)] },
  };
}

function storedWeight(weight: MadeWeight): Tensor {
  const { name, dims } = weight;
  const random = createRandom(`stored/${name}`);
  const numbers = new Float32Array(dims.reduce((a, b) => a * b, 1));
  for (let i = 0; i < numbers.length; i++)
    numbers[i] = weight.kind === 'random' ? weight.deviation * random.normal() : weight.value;
  return tensorFrom('float32', dims, numbers, name);
}
