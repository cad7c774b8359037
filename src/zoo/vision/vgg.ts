import { convolution } from '../layers/convolution.ts';
import { CLASSES, flattened, imageClassifier } from '../layers/image-classifier.ts';
import { fullyConnected } from '../layers/linear.ts';
import { maximumPool } from '../layers/pooling.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

/** Channels of the 3x3 convolutions of each stage; a 2x2 maximum pool ends it. */
const STAGES = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];
/** Side of the last feature map. */
const LAST = 7;
const HIDDEN = 4096;

export const VGG_16: ZooModel = {
  name: 'vgg-16',
  title: 'VGG-16',
  family: 'vgg',
  domain: 'vision',
  paper:
    'Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, 2015, arXiv:1409.1556, table 1, column D',
  published: torchvision('vgg16', 138_357_544, 15.47),
  build: () =>
    imageClassifier('vgg-16', 224, (network, image) => {
      let x = image;
      STAGES.forEach((stage, s) => {
        stage.forEach((channels, c) => {
          const name = `conv${s + 1}_${c + 1}`;
          x = convolution(network, name, x, { channels, kernel: 3, activation: 'relu' });
        });
        x = maximumPool(network, `pool${s + 1}`, x, { kernel: 2, stride: 2 });
      });
      x = flattened(network, x, x.channels * LAST ** 2);
      x = fullyConnected(network, 'fc6', x, { channels: HIDDEN, activation: 'relu' });
      x = fullyConnected(network, 'fc7', x, { channels: HIDDEN, activation: 'relu' });
      return fullyConnected(network, 'fc8', x, { channels: CLASSES }).value;
    }),
};
