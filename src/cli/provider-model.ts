import { createRandom } from '../core/random.ts';
import type { FeedSpec } from '../onnx/feed-spec.ts';
import { createGraphBuilder } from '../onnx/graph-builder.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import { tensorFrom } from '../onnx/tensor-from.ts';

/** What `providerModel` is fed. */
export const PROVIDER_FEED: FeedSpec = {
  name: 'x',
  elementType: 'float32',
  shape: [1, 4, 8, 8],
  batchAxis: null,
  values: { kind: 'normal', mean: 0, deviation: 1 },
};

/** A convolution and a matrix product: the two whose libraries (cuDNN, cuBLAS) are missing where anything is. */
export function providerModel(): ModelGraph {
  const random = createRandom('provider');
  const graph = createGraphBuilder('provider');
  const weights = (dims: readonly number[]): string => {
    const length = dims.reduce((product, d) => product * d, 1);
    const values = Float32Array.from({ length }, () => random.normal() / 4);
    return graph.initialiser(tensorFrom('float32', dims, values));
  };
  const x = graph.input('x', 'float32', [1, 4, 8, 8]);
  const convolved = graph.node('Conv', [x, weights([8, 4, 3, 3])], { pads: [1, 1, 1, 1] });
  const flat = graph.node('Flatten', [graph.node('Relu', [convolved])]);
  graph.node('MatMul', [flat, weights([512, 4])], {}, { outputs: ['y'] });
  graph.output('y', 'float32', [1, 4]);
  return graph.model(17);
}
