import type { ModelGraph } from '../../onnx/model-graph.ts';
import { tensorFrom } from '../../onnx/tensor-from.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { sequenceConvolution } from '../layers/sequence-convolution.ts';
import { sum } from '../layers/transformer-block.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

/** wavenet_params.json of github.com/ibab/tensorflow-wavenet; the paper does not print its sizes. */
const SIZES = {
  stacks: 5,
  /** Dilations 1, 2, 4, … 512. */
  layersPerStack: 10,
  kernel: 2,
  levels: 256,
  channels: 32,
  skipChannels: 512,
} as const;

export const WAVENET: ZooModel = {
  name: 'wavenet',
  title: 'WaveNet',
  family: 'wavenet',
  domain: 'audio',
  paper:
    'A. van den Oord et al.: WaveNet, 2016, arXiv:1609.03499, figures 2 to 5; unconditioned, all positions at once, sizes of tensorflow-wavenet',
  published: {
    parameters: 1_514_912,
    multiplyAccumulates: null,
    source:
      'not printed; follows from the sizes: 256·2·32 + 50·(2·(2·32·32 + 32) + 32·512 + 512) + 49·(32·32 + 32) + 512·512 + 512 + 512·256 + 256',
  },
  build: wavenet,
};

/** `audio`, µ-law levels [N, sequence], to `logits` [N, 256, sequence] of the level after each. */
function wavenet(): ModelGraph {
  const { stacks, layersPerStack, channels, levels, kernel } = SIZES;
  const network = createNetwork('wavenet');
  const audio = network.graph.input('audio', 'int64', ['N', 'sequence']);
  let value = sequenceConvolution(network, 'causal', oneHot(network, audio), {
    channels,
    kernel: [kernel],
    padding: [[kernel - 1, 0]],
    bias: false,
  });
  const skips: Feature[] = [];
  const count = stacks * layersPerStack;
  for (let layer = 0; layer < count; layer++) {
    const name = `layer${layer}`;
    const gated = gatedConvolution(network, name, value, 2 ** (layer % layersPerStack));
    skips.push(pointwise(network, `${name}/skip`, gated, SIZES.skipChannels));
    // What the last layer adds to its input goes nowhere.
    if (layer < count - 1)
      value = sum(
        network,
        `${name}/sum`,
        pointwise(network, `${name}/dense`, gated, channels),
        value,
      );
  }
  const logits = postprocess(network, skips);
  network.graph.output(logits, 'float32', ['N', levels, 'sequence']);
  return network.graph.model(OPSET);
}

/** Levels as columns of ones and zeros: [N, sequence] to [N, levels, sequence]. */
function oneHot(network: Network, audio: string): Feature {
  const { levels } = SIZES;
  const depth = network.index('one-hot/depth', levels);
  const values = network.graph.initialiser(tensorFrom('float32', [2], [0, 1], 'one-hot/values'));
  const value = network.node('one-hot', 'OneHot', [audio, depth, values], { axis: 1 });
  return { value, channels: levels };
}

/** tanh(filter) · sigmoid(gate), both dilated and blind to the future (equation 2). */
function gatedConvolution(
  network: Network,
  name: string,
  input: Feature,
  dilation: number,
): Feature {
  const { channels, kernel } = SIZES;
  const branch = (role: string, activation: string): string => {
    const convolved = sequenceConvolution(network, `${name}/${role}`, input, {
      channels,
      kernel: [kernel],
      dilations: [dilation],
      padding: [[dilation * (kernel - 1), 0]],
    });
    return network.node(`${name}/${role}/${activation}`, activation, [convolved.value]);
  };
  const value = network.node(`${name}/gated`, 'Mul', [
    branch('filter', 'Tanh'),
    branch('gate', 'Sigmoid'),
  ]);
  return { value, channels };
}

/** Sum of all skip connections, then ReLU and a pointwise convolution twice (figure 4). */
function postprocess(network: Network, skips: readonly Feature[]): string {
  const total = skips.reduce((left, right, i) => sum(network, `skip/${i}`, left, right));
  const first = rectified(network, 'post/relu1', total);
  const middle = pointwise(network, 'post/dense1', first, SIZES.skipChannels);
  return pointwise(network, 'logits', rectified(network, 'post/relu2', middle), SIZES.levels).value;
}

function rectified(network: Network, name: string, { value, channels }: Feature): Feature {
  return { value: network.node(name, 'Relu', [value]), channels };
}

function pointwise(network: Network, name: string, input: Feature, channels: number): Feature {
  return sequenceConvolution(network, name, input, { channels, kernel: [1] });
}
