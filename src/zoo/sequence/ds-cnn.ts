import type { ModelGraph } from '../../onnx/model-graph.ts';
import { batchNormalisation } from '../layers/convolution.ts';
import { fullyConnected } from '../layers/linear.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { samePadding, sequenceConvolution } from '../layers/sequence-convolution.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

type Pair = readonly [time: number, frequency: number];

interface DsCnnSizes {
  readonly name: string;
  readonly channels: number;
  /** Stride of the first convolution, and of the first depthwise one. */
  readonly strides: readonly [Pair, Pair];
  /** Depthwise separable layers. */
  readonly layers: number;
}

/** train_commands.txt of github.com/ARM-software/ML-KWS-for-MCU. */
const SMALL: DsCnnSizes = {
  name: 'ds-cnn-s',
  channels: 64,
  strides: [
    [2, 2],
    [1, 1],
  ],
  layers: 4,
};
const LARGE: DsCnnSizes = {
  name: 'ds-cnn-l',
  channels: 276,
  strides: [
    [2, 1],
    [2, 2],
  ],
  layers: 5,
};

/** One second of sound: 49 windows of 10 mel-frequency cepstral coefficients. */
const WINDOWS: Pair = [49, 10];
const KEYWORDS = 12;

const PAPER =
  'Y. Zhang, N. Suda, L. Lai, V. Chandra: Hello Edge: Keyword Spotting on Microcontrollers, 2017, arXiv:1711.07128; layers of models.py in ML-KWS-for-MCU';

export const DS_CNN_S: ZooModel = {
  name: SMALL.name,
  title: 'DS-CNN-S',
  family: 'ds-cnn',
  domain: 'audio',
  paper: PAPER,
  published: {
    parameters: 23_756,
    multiplyAccumulates: 2.7e6,
    source:
      "sizes: train_commands.txt of ML-KWS-for-MCU (9 convolutions with bias and normalisation's scale and bias: 64·(40 + 4·(9 + 64) + 9·3) + (64 + 1)·12); 5.4 million operations: the paper's summary of its best networks",
  },
  build: () => dsCnn(SMALL),
};

export const DS_CNN_L: ZooModel = {
  name: LARGE.name,
  title: 'DS-CNN-L',
  family: 'ds-cnn',
  domain: 'audio',
  paper: PAPER,
  published: {
    parameters: 416_772,
    multiplyAccumulates: 28.45e6,
    source:
      "sizes: train_commands.txt of ML-KWS-for-MCU (11 convolutions with bias and normalisation's scale and bias: 276·(40 + 5·(9 + 276) + 11·3) + (276 + 1)·12); 56.9 million operations: the paper's summary of its best networks",
  },
  build: () => dsCnn(LARGE),
};

/** `mfcc` [N, 490] to `logits` [N, 12]. */
function dsCnn({ name, channels, strides, layers }: DsCnnSizes): ModelGraph {
  const network = createNetwork(name);
  const mfcc = network.graph.input('mfcc', 'float32', ['N', WINDOWS[0] * WINDOWS[1]]);
  const target = network.integers('image/target', [0, 1, ...WINDOWS]);
  const image = { value: network.node('image', 'Reshape', [mfcc, target]), channels: 1 };
  let map = convolve(network, 'conv1', { ...image, size: WINDOWS }, [10, 4], strides[0], channels);
  for (let layer = 1; layer <= layers; layer++)
    map = separable(network, `ds${layer}`, map, layer === 1 ? strides[1] : [1, 1]);
  const pooled = network.node('pool', 'GlobalAveragePool', [map.value]);
  const value = network.node('flat', 'Flatten', [pooled], { axis: 1 });
  const logits = fullyConnected(network, 'logits', { value, channels }, { channels: KEYWORDS });
  network.graph.output(logits.value, 'float32', ['N', KEYWORDS]);
  return network.graph.model(OPSET);
}

/** A value with the sizes of its axes of time and frequency. */
interface Spectrum extends Feature {
  readonly size: Pair;
}

/** A depthwise 3×3 convolution and a pointwise one, each normalised and rectified. */
function separable(network: Network, name: string, input: Spectrum, stride: Pair): Spectrum {
  const { channels } = input;
  const depthwise = convolve(network, `${name}/dw`, input, [3, 3], stride, channels, channels);
  return convolve(network, `${name}/pw`, depthwise, [1, 1], [1, 1], channels);
}

function convolve(
  network: Network,
  name: string,
  input: Spectrum,
  kernel: Pair,
  strides: Pair,
  channels: number,
  groups = 1,
): Spectrum {
  const along = (axis: 0 | 1) => samePadding(input.size[axis], kernel[axis], strides[axis]);
  const padding = [along(0), along(1)];
  const spec = { channels, kernel, strides, padding, groups, gain: Math.SQRT2 };
  const normal = batchNormalisation(
    network,
    `${name}/norm`,
    sequenceConvolution(network, name, input, spec),
  );
  const value = network.node(`${name}/relu`, 'Relu', [normal.value]);
  const after = (axis: 0 | 1): number => Math.ceil(input.size[axis] / strides[axis]);
  return { value, channels, size: [after(0), after(1)] };
}
