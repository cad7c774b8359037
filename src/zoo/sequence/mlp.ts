import type { ModelGraph } from '../../onnx/model-graph.ts';
import { fullyConnected } from '../layers/linear.ts';
import { createNetwork } from '../layers/network.ts';
import { rectifiedLayers } from '../layers/perceptron.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

const SIZES = { pixels: 784, hidden: [512, 512], classes: 10 } as const;

export const MLP: ZooModel = {
  name: 'mlp',
  title: 'Multilayer perceptron',
  family: 'mlp',
  domain: 'tabular',
  paper: 'mnist_mlp.py of the examples of Keras 2: 784-512-512-10, dropout left out',
  published: {
    parameters: 669_706,
    multiplyAccumulates: 668_672,
    source: 'model.summary() of mnist_mlp.py; 784·512 + 512·512 + 512·10 products',
  },
  build: mlp,
};

/** `x` [N, 784] to `probabilities` [N, 10]. */
function mlp(): ModelGraph {
  const { pixels, hidden, classes } = SIZES;
  const network = createNetwork('mlp');
  const value = network.graph.input('x', 'float32', ['N', pixels]);
  const last = rectifiedLayers(network, 'hidden', { value, channels: pixels }, hidden);
  const logits = fullyConnected(network, 'logits', last, { channels: classes });
  const shares = network.node('probabilities', 'Softmax', [logits.value], { axis: 1 });
  network.graph.output(shares, 'float32', ['N', classes]);
  return network.graph.model(OPSET);
}
