import type { ModelGraph } from '../../onnx/model-graph.ts';
import { embedding } from '../layers/embedding.ts';
import { fullyConnected } from '../layers/linear.ts';
import { createNetwork, type Feature } from '../layers/network.ts';
import { rectifiedLayers } from '../layers/perceptron.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

/** The reference of MLPerf training 0.5: MovieLens 20M, 64 factors, layers 256-256-128-64. */
const SIZES = {
  users: 138_493,
  items: 26_744,
  factors: 64,
  layers: [256, 256, 128, 64],
} as const;

export const NCF: ZooModel = {
  name: 'ncf',
  title: 'NCF (NeuMF)',
  family: 'ncf',
  domain: 'tabular',
  paper:
    'X. He et al.: Neural Collaborative Filtering, 2017, arXiv:1708.05031, section 3.4 (NeuMF); sizes of the MLPerf reference for MovieLens 20M',
  published: {
    parameters: 31_832_577,
    multiplyAccumulates: null,
    source:
      'sizes of the MLPerf reference (--factors 64 --layers 256 256 128 64): (138,493 + 26,744)·(64 + 128) + 256·256 + 256 + 256·128 + 128 + 128·64 + 64 + 128 + 1',
  },
  build: ncf,
};

/** `user` and `item` [N] to `score` [N, 1]. */
function ncf(): ModelGraph {
  const { factors, layers } = SIZES;
  const network = createNetwork('ncf');
  const user = network.graph.input('user', 'int64', ['N']);
  const item = network.graph.input('item', 'int64', ['N']);
  const pair = (role: string, channels: number): readonly [Feature, Feature] => [
    embedding(network, `${role}/user`, user, { rows: SIZES.users, channels, deviation: 1 }),
    embedding(network, `${role}/item`, item, { rows: SIZES.items, channels, deviation: 1 }),
  ];
  const join = (name: string, left: Feature, right: Feature): Feature => ({
    value: network.node(name, 'Concat', [left.value, right.value], { axis: -1 }),
    channels: left.channels + right.channels,
  });
  const [userFactors, itemFactors] = pair('factors', factors);
  const product = network.node('factors', 'Mul', [userFactors.value, itemFactors.value]);
  const [first, ...others] = layers;
  const together = join('mlp/input', ...pair('mlp', first / 2));
  const deep = rectifiedLayers(network, 'mlp', together, others);
  const both = join('both', { value: product, channels: factors }, deep);
  const logit = fullyConnected(network, 'logit', both, { channels: 1 });
  const score = network.node('score', 'Sigmoid', [logit.value]);
  network.graph.output(score, 'float32', ['N', 1]);
  return network.graph.model(OPSET);
}
