import { createRandom } from '../../../src/core/random.ts';
import { createGraphBuilder } from '../../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../../src/onnx/tensor-from.ts';
import { SQUEEZENET_SEED, squeezenet } from '../../../src/zoo/squeezenet.ts';

/** Channels of `pool3`, where the additional work is attached: 128 channels of 28 × 28. */
const CHANNELS = 128;

/**
 * SqueezeNet 1.1 with one more 3x3 convolution of `width` output channels beside its own layers, whose mean is a second output so
 * that no optimiser can take it away: `width` × 0.9 million multiply-accumulates more.
 */
export function heavierSqueezenet(width: number): ModelGraph {
  const model = squeezenet(SQUEEZENET_SEED);
  const graph = createGraphBuilder('more', 'more/');
  const random = createRandom('more');
  const count = width * CHANNELS * 9;
  const data = Float32Array.from({ length: count }, () => 0.05 * (2 * random.next() - 1));
  const weight = graph.initialiser(tensorFrom('float32', [width, CHANNELS, 3, 3], data));
  const convolved = graph.node('Conv', ['pool3', weight], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
  });
  graph.output(graph.node('GlobalAveragePool', [convolved]), 'float32', ['N', width, 1, 1]);
  const more = graph.graph();
  return {
    ...model,
    graph: {
      ...model.graph,
      nodes: [...model.graph.nodes, ...more.nodes],
      initialisers: [...model.graph.initialisers, ...more.initialisers],
      outputs: [...model.graph.outputs, ...more.outputs],
    },
  };
}
