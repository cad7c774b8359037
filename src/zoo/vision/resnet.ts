import type { ModelGraph } from '../../onnx/model-graph.ts';
import { type ConvolutionSpec, convolution } from '../layers/convolution.ts';
import { imageClassifier, pooledLogits } from '../layers/image-classifier.ts';
import type { Feature, Network } from '../layers/network.ts';
import { maximumPool } from '../layers/pooling.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

interface ResNet {
  readonly name: string;
  /** Two 3x3 convolutions, or 1x1, 3x3, 1x1. */
  readonly block: 'basic' | 'bottleneck';
  /** Blocks of each stage. */
  readonly depths: readonly [number, number, number, number];
  /** Groups of a bottleneck's 3x3 convolution, and its channels per 64 of the stage. */
  readonly groups: number;
  readonly width: number;
  /** Batch normalisations as nodes of their own, or folded into the convolutions. */
  readonly normalisation: 'batch-norm' | 'bias';
}

/** A bottleneck puts out four times the channels its stage is named by. */
const EXPANSION = 4;
/** Share of the residual branch: the deviation of trained last scales, so that sums of blocks do not grow with depth. */
const RESIDUAL_GAIN = 0.5;

const RESNET_18_LAYERS: ResNet = {
  name: 'resnet-18',
  block: 'basic',
  depths: [2, 2, 2, 2],
  groups: 1,
  width: 64,
  normalisation: 'batch-norm',
};

const RESNET_50_LAYERS: ResNet = {
  ...RESNET_18_LAYERS,
  name: 'resnet-50',
  block: 'bottleneck',
  depths: [3, 4, 6, 3],
};

const RESNEXT_50_LAYERS: ResNet = {
  ...RESNET_50_LAYERS,
  name: 'resnext-50',
  groups: 32,
  width: 128,
};

const PAPER =
  'He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2016, arXiv:1512.03385, table 1';

export const RESNET_18: ZooModel = {
  name: 'resnet-18',
  title: 'ResNet-18',
  family: 'resnet',
  domain: 'vision',
  paper: PAPER,
  published: torchvision('resnet18', 11_689_512, 1.814),
  build: () => resnet(RESNET_18_LAYERS),
};

export const RESNET_50: ZooModel = {
  name: 'resnet-50',
  title: 'ResNet-50',
  family: 'resnet',
  domain: 'vision',
  paper: `${PAPER}; the stride in the 3x3 convolution, as in torchvision ("V1.5")`,
  published: torchvision('resnet50', 25_557_032, 4.089),
  build: () => resnet(RESNET_50_LAYERS),
};

export const RESNEXT_50: ZooModel = {
  name: 'resnext-50',
  title: 'ResNeXt-50 32x4d',
  family: 'resnet',
  domain: 'vision',
  paper:
    'Xie, Girshick, Dollár, Tu, He: Aggregated Residual Transformations for Deep Neural Networks, 2017, arXiv:1611.05431, table 1',
  published: torchvision('resnext50_32x4d', 25_028_904, 4.23),
  build: () => resnet(RESNEXT_50_LAYERS),
};

/** ResNet-18 with its normalisations folded, as one quantises it. */
export function foldedResnet18(): ModelGraph {
  return resnet({ ...RESNET_18_LAYERS, normalisation: 'bias' });
}

function resnet(layers: ResNet): ModelGraph {
  const ending = layers.normalisation;
  return imageClassifier(layers.name, 224, (network, image) => {
    let x = convolution(network, 'conv1', image, {
      channels: 64,
      kernel: 7,
      stride: 2,
      ending,
      activation: 'relu',
    });
    x = maximumPool(network, 'maxpool', x, { kernel: 3, stride: 2, padding: 1 });
    layers.depths.forEach((depth, stage) => {
      for (let b = 0; b < depth; b++) {
        const stride = stage > 0 && b === 0 ? 2 : 1;
        x = residual(network, `layer${stage + 1}/${b}`, x, 64 * 2 ** stage, stride, layers);
      }
    });
    return pooledLogits(network, x);
  });
}

/** A block, added to its input; the input goes through a 1x1 convolution where its shape is another. */
function residual(
  network: Network,
  name: string,
  input: Feature,
  planes: number,
  stride: number,
  layers: ResNet,
): Feature {
  const ending = layers.normalisation;
  const convolutions = blockOf(planes, stride, layers);
  const channels = convolutions.at(-1)?.channels ?? planes;
  const branch = convolutions.reduce(
    (x, spec, i) => convolution(network, `${name}/conv${i + 1}`, x, { ending, ...spec }),
    input,
  );
  const shortcut =
    stride === 1 && channels === input.channels
      ? input
      : convolution(network, `${name}/downsample`, input, { channels, kernel: 1, stride, ending });
  const sum = network.node(`${name}/add`, 'Add', [branch.value, shortcut.value]);
  return { value: network.node(`${name}/relu`, 'Relu', [sum]), channels };
}

function blockOf(
  planes: number,
  stride: number,
  { block, groups, width }: ResNet,
): readonly ConvolutionSpec[] {
  const activation = 'relu';
  if (block === 'basic')
    return [
      { channels: planes, kernel: 3, stride, activation },
      { channels: planes, kernel: 3, gain: RESIDUAL_GAIN },
    ];
  const inner = (planes * width) / 64;
  return [
    { channels: inner, kernel: 1, activation },
    { channels: inner, kernel: 3, stride, groups, activation },
    { channels: EXPANSION * planes, kernel: 1, gain: RESIDUAL_GAIN },
  ];
}
