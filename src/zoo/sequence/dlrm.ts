import type { ModelGraph } from '../../onnx/model-graph.ts';
import { embedding } from '../layers/embedding.ts';
import { fullyConnected } from '../layers/linear.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { rectifiedLayers } from '../layers/perceptron.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

/** bench/dlrm_s_criteo_kaggle.sh of github.com/facebookresearch/dlrm. */
const SIZES = {
  dense: 13,
  channels: 16,
  bottom: [512, 256, 64, 16],
  top: [512, 256],
  /** Longer tables are cut, as the script's --max-ind-range does by hashing: 54 MB instead of 2.2 GB. */
  longest: 100_000,
} as const;

/** Values of the 26 categories in the Criteo Kaggle data. */
const CATEGORIES: readonly number[] = [
  1460, 583, 10_131_227, 2_202_608, 305, 24, 12_517, 633, 3, 93_145, 5683, 8_351_593, 3194, 27,
  14_992, 5_461_306, 10, 5652, 2173, 4, 7_046_547, 18, 15, 286_181, 105, 142_572,
];

export const DLRM: ZooModel = {
  name: 'dlrm-kaggle-100k',
  title: 'DLRM (Criteo Kaggle, tables up to 100,000 rows)',
  family: 'dlrm',
  domain: 'tabular',
  paper:
    'M. Naumov et al.: Deep Learning Recommendation Model for Personalization and Recommendation Systems, 2019, arXiv:1906.00091; the configuration of its benchmark script for Criteo Kaggle, one value per category, tables cut',
  published: {
    parameters: 13_924_673,
    multiplyAccumulates: null,
    source:
      'not printed; follows from the sizes: 16 per row of a table (540 million with whole tables), 13·512 + 512·256 + 256·64 + 64·16 + 367·512 + 512·256 + 256 weights and 1,617 biases',
  },
  build: dlrm,
};

/** `dense` [N, 13] and `category_0` … `category_25` [N, 1] to `probability` [N, 1] of a click. */
function dlrm(): ModelGraph {
  const { dense, bottom, top } = SIZES;
  const network = createNetwork('dlrm-kaggle-100k');
  const numbers = network.graph.input('dense', 'float32', ['N', dense]);
  const features = rectifiedLayers(network, 'bottom', { value: numbers, channels: dense }, bottom);
  const looked = CATEGORIES.map((_, i) => category(network, i));
  const pairs = interactions(network, features, looked);
  const value = network.node('interaction', 'Concat', [features.value, pairs.value], { axis: 1 });
  const joined = { value, channels: features.channels + pairs.channels };
  const last = rectifiedLayers(network, 'top', joined, top);
  const logit = fullyConnected(network, 'logit', last, { channels: 1 });
  const probability = network.node('probability', 'Sigmoid', [logit.value]);
  network.graph.output(probability, 'float32', ['N', 1]);
  return network.graph.model(OPSET);
}

/** A bag of one value out of a table: the row [N, 1, channels]. */
function category(network: Network, index: number): string {
  const name = `category_${index}`;
  const ids = network.graph.input(name, 'int64', ['N', 1]);
  const rows = Math.min(CATEGORIES[index] ?? 0, SIZES.longest);
  // Dot products of two such rows have a deviation of 1.
  const table = { rows, channels: SIZES.channels, deviation: SIZES.channels ** -0.25 };
  return embedding(network, `table_${index}`, ids, table).value;
}

/** Dot products of every two of the 27 vectors of a sample: [N, 351]. */
function interactions(network: Network, features: Feature, rows: readonly string[]): Feature {
  const { channels } = SIZES;
  const count = rows.length + 1;
  const target = network.integers('pairs/first/target', [-1, 1, channels]);
  const first = network.node('pairs/first', 'Reshape', [features.value, target]);
  const stacked = network.node('pairs/stacked', 'Concat', [first, ...rows], { axis: 1 });
  const turned = network.node('pairs/turned', 'Transpose', [stacked], { perm: [0, 2, 1] });
  const products = network.node('pairs/products', 'MatMul', [stacked, turned]);
  const flat = network.node('pairs/flat', 'Flatten', [products], { axis: 1 });
  const below = lowerTriangle(count);
  const places = network.integers('pairs/places', below);
  const value = network.node('pairs', 'Gather', [flat, places], { axis: 1 });
  return { value, channels: below.length };
}

/** Places of the elements below the diagonal of a square matrix laid out in rows. */
function lowerTriangle(count: number): readonly number[] {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: row }, (_, column) => row * count + column),
  ).flat();
}
