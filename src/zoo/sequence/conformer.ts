import type { ModelGraph } from '../../onnx/model-graph.ts';
import { activate } from '../layers/activation.ts';
import { batchNormalisation } from '../layers/convolution.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { relativeAttention, relativeSinusoids } from '../layers/relative-attention.ts';
import { sequenceConvolution } from '../layers/sequence-convolution.ts';
import type { Attention } from '../layers/transformer-attention.ts';
import { feed, stack, sum } from '../layers/transformer-block.ts';
import { fusedLayerNorm } from '../layers/transformer-norm.ts';
import { affine } from '../layers/transformer-projection.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

/** Table 1 of the paper, column Conformer (S), and section 3.1. */
const SIZES = { layers: 16, channels: 144, heads: 4, kernel: 32, mels: 80 } as const;
const NORM = fusedLayerNorm(1e-5);

const ATTENTION: Attention = {
  heads: SIZES.heads,
  headWidth: SIZES.channels / SIZES.heads,
  project: affine,
  scaling: 'scores',
  views: 'traced',
};

export const CONFORMER_S: ZooModel = {
  name: 'conformer-s-encoder',
  title: 'Conformer-S encoder',
  family: 'conformer',
  domain: 'audio',
  paper:
    'A. Gulati et al.: Conformer: Convolution-augmented Transformer for Speech Recognition, 2020, arXiv:2005.08100; encoder of Conformer (S) with its convolutional subsampling, without the LSTM decoder',
  published: {
    parameters: 8_692_416,
    multiplyAccumulates: null,
    source:
      'not printed for the encoder alone (10.3 million with the decoder, table 1); follows from the sizes, d = 144: 16·(24·d² + 64·d) + 28·d² + 12·d',
  },
  build: conformer,
};

/** `features`, log-mel energies [N, frames, 80], to `encoded` [N, frames / 4, 144]. */
function conformer(): ModelGraph {
  const network = createNetwork('conformer-s-encoder');
  const features = network.graph.input('features', 'float32', ['N', 'frames', SIZES.mels]);
  const tokens = subsample(network, features);
  const positions = relativeSinusoids(network, 'positions', tokens);
  const encoded = stack(SIZES.layers, tokens, 'encoded', (name, input) =>
    block(network, name, input, positions),
  );
  network.graph.output(encoded.value, 'float32', ['N', 'encoded_frames', SIZES.channels]);
  return network.graph.model(OPSET);
}

/** Two convolutions of stride 2 over time and frequency, and a projection of what is left of each frame. */
function subsample(network: Network, features: string): Feature {
  const { channels, mels } = SIZES;
  const axes = network.integers('subsample/axes', [1]);
  let map: Feature = {
    value: network.node('subsample/image', 'Unsqueeze', [features, axes]),
    channels: 1,
  };
  let bands: number = mels;
  for (const name of ['subsample/conv1', 'subsample/conv2']) {
    const spec = { channels, kernel: [3, 3], strides: [2, 2], gain: Math.SQRT2 };
    const { value } = sequenceConvolution(network, name, map, spec);
    map = { value: network.node(`${name}/relu`, 'Relu', [value]), channels };
    bands = Math.floor((bands - 3) / 2) + 1;
  }
  const frames = network.node('subsample/frames', 'Transpose', [map.value], { perm: [0, 2, 1, 3] });
  const target = network.integers('subsample/target', [0, 0, channels * bands]);
  const value = network.node('subsample/flat', 'Reshape', [frames, target]);
  return affine(network, 'subsample/out', { value, channels: channels * bands }, channels);
}

/** Half a feed-forward module, attention, convolution, the other half, normalisation (equation 1). */
function block(network: Network, name: string, input: Feature, positions: Feature): Feature {
  const before = halfFeed(network, `${name}/feed1`, input);
  const normal = NORM(network, `${name}/attention/norm`, before);
  const attended = relativeAttention(network, `${name}/attention`, normal, positions, ATTENTION);
  const middle = sum(network, `${name}/attention/sum`, before, attended);
  const convolved = convolutionModule(network, `${name}/conv`, middle);
  const after = sum(network, `${name}/conv/sum`, middle, convolved);
  return NORM(network, name, halfFeed(network, `${name}/feed2`, after));
}

/** x + ½·FFN(x) (figure 4). */
function halfFeed(network: Network, name: string, input: Feature): Feature {
  const { channels } = input;
  const normal = NORM(network, `${name}/norm`, input);
  const fed = feed(network, name, normal, {
    channels: 4 * channels,
    activation: 'silu',
    project: affine,
  });
  const half = network.node(`${name}/half`, 'Mul', [
    fed.value,
    network.number(`${name}/factor`, 0.5),
  ]);
  return sum(network, `${name}/sum`, input, { value: half, channels });
}

/** Pointwise convolution and GLU, depthwise convolution, normalisation and Swish, pointwise convolution (figure 2). */
function convolutionModule(network: Network, name: string, input: Feature): Feature {
  const { channels } = input;
  const { kernel } = SIZES;
  const turn = (role: string, value: string): string =>
    network.node(`${name}/${role}`, 'Transpose', [value], { perm: [0, 2, 1] });
  const normal = NORM(network, `${name}/norm`, input);
  const steps = { value: turn('steps', normal.value), channels };
  const gated = gatedLinear(network, `${name}/glu`, pointwise(network, `${name}/in`, steps, 2));
  const depthwise = sequenceConvolution(network, `${name}/depthwise`, gated, {
    channels,
    kernel: [kernel],
    padding: [[kernel / 2 - 1, kernel / 2]],
    groups: channels,
  });
  const normalised = batchNormalisation(network, `${name}/batch-norm`, depthwise);
  const value = activate(network, `${name}/swish`, normalised.value, 'silu');
  const out = pointwise(network, `${name}/out`, { value, channels }, 1);
  return { value: turn('tokens', out.value), channels };
}

function pointwise(network: Network, name: string, input: Feature, factor: number): Feature {
  return sequenceConvolution(network, name, input, {
    channels: factor * input.channels,
    kernel: [1],
  });
}

/** Gated linear unit (Dauphin et al. 2017, arXiv:1612.08083): one half of the channels times the sigmoid of the other. */
function gatedLinear(network: Network, name: string, { value, channels }: Feature): Feature {
  const outputs = [`${name}/signal`, `${name}/gate`];
  network.graph.node('Split', [value], { axis: 1 }, { name: `${name}/halves`, outputs });
  const [signal = '', gate = ''] = outputs;
  const open = network.node(`${name}/sigmoid`, 'Sigmoid', [gate]);
  return { value: network.node(name, 'Mul', [signal, open]), channels: channels / 2 };
}
