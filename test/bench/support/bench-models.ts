import { createRandom } from '../../../src/core/random.ts';
import type { FeedSpec } from '../../../src/onnx/feed-spec.ts';
import { createGraphBuilder, type GraphBuilder } from '../../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../../src/onnx/tensor-from.ts';
import { writeTemporary } from '../../support/tiny-model.ts';

/** A model ready to be probed. */
export interface BenchModel {
  readonly name: string;
  readonly path: string;
  readonly feeds: readonly FeedSpec[];
  readonly baseBatch: number;
}

const SQUEEZENET = new URL('../../../datasets/models/squeezenet1.1.onnx', import.meta.url).pathname;

/** Three models that use a machine differently: convolutions, large matrices from memory, many small dependent steps. */
export function benchModels(names: readonly string[]): BenchModel[] {
  const all: BenchModel[] = [
    {
      name: 'SqueezeNet 1.1',
      path: SQUEEZENET,
      feeds: [feed('data', [1, 3, 227, 227])],
      baseBatch: 1,
    },
    {
      name: 'perceptron 4×2048',
      path: writeTemporary(perceptron()),
      feeds: [feed('x', [1, 2048])],
      baseBatch: 1,
    },
    {
      name: 'LSTM 64×256',
      path: writeTemporary(lstm()),
      feeds: [feed('x', [64, 1, 64], 1)],
      baseBatch: 1,
    },
  ];
  return names.length === 0
    ? all
    : all.filter((m) => names.some((n) => m.name.toLowerCase().startsWith(n.toLowerCase())));
}

function feed(name: string, shape: readonly number[], batchAxis = 0): FeedSpec {
  return {
    name,
    elementType: 'float32',
    shape,
    batchAxis,
    values: { kind: 'normal', mean: 0, deviation: 1 },
  };
}

function weights(graph: GraphBuilder, dims: readonly number[], deviation: number): string {
  const random = createRandom(`bench/${dims.join('x')}`);
  const count = dims.reduce((a, b) => a * b, 1);
  return graph.initialiser(
    tensorFrom(
      'float32',
      dims,
      Float32Array.from({ length: count }, () => deviation * random.normal()),
    ),
  );
}

function perceptron(): ModelGraph {
  const graph = createGraphBuilder('perceptron');
  let x = graph.input('x', 'float32', ['N', 2048]);
  for (let layer = 0; layer < 4; layer++) {
    x = graph.node('Relu', [graph.node('MatMul', [x, weights(graph, [2048, 2048], 0.03)])]);
  }
  graph.node('Identity', [x], {}, { outputs: ['y'] });
  graph.output('y', 'float32', ['N', 2048]);
  return graph.model(17);
}

function lstm(): ModelGraph {
  const graph = createGraphBuilder('lstm');
  const x = graph.input('x', 'float32', [64, 'N', 64]);
  const inputs = [x, weights(graph, [1, 1024, 64], 0.06), weights(graph, [1, 1024, 256], 0.06)];
  graph.node('LSTM', inputs, { hidden_size: 256 }, { outputs: ['y'] });
  graph.output('y', 'float32', [64, 1, 'N', 256]);
  return graph.model(17);
}
