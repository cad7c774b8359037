import { batchNormalisation, type ConvolutionSpec, convolution } from '../layers/convolution.ts';
import { imageClassifier, pooledLogits } from '../layers/image-classifier.ts';
import type { Feature, Network } from '../layers/network.ts';
import { averagePool, maximumPool } from '../layers/pooling.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

/** Layers of each dense block, table 1. */
const BLOCKS = [6, 12, 24, 16];
/** Channels a layer adds. */
const GROWTH = 32;
/** Channels of a layer's 1x1 convolution. */
const BOTTLENECK = 4 * GROWTH;

export const DENSENET_121: ZooModel = {
  name: 'densenet-121',
  title: 'DenseNet-121',
  family: 'densenet',
  domain: 'vision',
  paper:
    'Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks, 2017, arXiv:1608.06993, table 1',
  published: torchvision('densenet121', 7_978_856, 2.834),
  build: () =>
    imageClassifier('densenet-121', 224, (network, image) => {
      let x = convolution(network, 'conv0', image, {
        channels: 64,
        kernel: 7,
        stride: 2,
        ending: 'batch-norm',
        activation: 'relu',
      });
      x = maximumPool(network, 'pool0', x, { kernel: 3, stride: 2, padding: 1 });
      BLOCKS.forEach((layers, b) => {
        const name = `block${b + 1}`;
        if (b > 0) x = transition(network, `${name}/transition`, x);
        for (let l = 1; l <= layers; l++) x = denseLayer(network, `${name}/layer${l}`, x);
      });
      return pooledLogits(network, normalised(network, 'norm5', x));
    }),
};

/** The layers so far, and what a bottleneck and a 3x3 convolution make of them. */
function denseLayer(network: Network, name: string, input: Feature): Feature {
  let x = convolvedAfterNorm(network, `${name}/1`, input, { channels: BOTTLENECK, kernel: 1 });
  x = convolvedAfterNorm(network, `${name}/2`, x, { channels: GROWTH, kernel: 3 });
  const value = network.node(`${name}/concat`, 'Concat', [input.value, x.value], { axis: 1 });
  return { value, channels: input.channels + GROWTH };
}

/** Half the channels and half the side. */
function transition(network: Network, name: string, input: Feature): Feature {
  const spec = { channels: input.channels / 2, kernel: 1 };
  const x = convolvedAfterNorm(network, name, input, spec);
  return averagePool(network, `${name}/pool`, x, { kernel: 2, stride: 2 });
}

/** The order of DenseNet: normalisation, ReLU, convolution, whose weights make good for the half that ReLU took. */
function convolvedAfterNorm(
  network: Network,
  name: string,
  input: Feature,
  spec: ConvolutionSpec,
): Feature {
  const x = normalised(network, `${name}/norm`, input);
  return convolution(network, `${name}/conv`, x, { ...spec, ending: 'nothing', gain: Math.SQRT2 });
}

function normalised(network: Network, name: string, input: Feature): Feature {
  const { value, channels } = batchNormalisation(network, name, input);
  return { value: network.node(`${name}/relu`, 'Relu', [value]), channels };
}
