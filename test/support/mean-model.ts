import type { FeedSpec } from '../../src/onnx/feed-spec.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';

/**
 * x[N, length, 4] and mask[N, length] -> each[N, length, 4], twice what is real of x, and total[N, 4], its sum over the
 * sequence. Where it is not `masked`, total adds one for every position that it is run at.
 */
export function meanModel(masked: boolean): ModelGraph {
  const graph = createGraphBuilder('mean');
  const ints = (...values: readonly number[]): string =>
    graph.initialiser(tensorFrom('int64', [values.length], BigInt64Array.from(values, BigInt)));
  const two = graph.initialiser(tensorFrom('float32', [1], Float32Array.of(2)));
  const one = graph.initialiser(tensorFrom('float32', [1], Float32Array.of(1)));
  const x = graph.input('x', 'float32', ['N', 'length', 4]);
  const mask = graph.input('mask', 'float32', ['N', 'length']);
  const real = graph.node('Mul', [x, graph.node('Unsqueeze', [mask, ints(2)])]);
  graph.node('Mul', [real, two], {}, { outputs: ['each'] });
  const added = masked ? real : graph.node('Add', [real, one]);
  graph.node('ReduceSum', [added, ints(1)], { keepdims: 0 }, { outputs: ['total'] });
  graph.output('each', 'float32', ['N', 'length', 4]);
  graph.output('total', 'float32', ['N', 4]);
  return graph.model(17);
}

const feed = { elementType: 'float32', batchAxis: 0 } as const;

/** What it is fed, one sample of 8 positions. */
export const MEAN_FEEDS: readonly FeedSpec[] = [
  {
    ...feed,
    name: 'x',
    shape: [1, 8, 4],
    values: { kind: 'normal', mean: 0, deviation: 1 },
    lengthRole: { kind: 'data', axes: [1] },
  },
  {
    ...feed,
    name: 'mask',
    shape: [1, 8],
    values: { kind: 'constant', value: 1 },
    lengthRole: { kind: 'mask', axes: [1], real: 1 },
  },
];

export const MEAN_OUTPUTS = [
  { name: 'each', batchAxis: 0 },
  { name: 'total', batchAxis: 0 },
] as const;
