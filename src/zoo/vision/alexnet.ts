import { type Branch, conv, type Step, sequence } from '../layers/branches.ts';
import { CLASSES, flattened, imageClassifier } from '../layers/image-classifier.ts';
import { fullyConnected } from '../layers/linear.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

const POOL: Step = { kind: 'maximum-pool', spec: { kernel: 3, stride: 2 } };

const FEATURES: Branch = [
  conv(64, 11, { stride: 4, padding: 2 }),
  POOL,
  conv(192, 5),
  POOL,
  conv(384, 3),
  conv(256, 3),
  conv(256, 3),
  POOL,
];
/** Side of the last feature map. */
const LAST = 6;
const HIDDEN = 4096;

export const ALEXNET: ZooModel = {
  name: 'alexnet',
  title: 'AlexNet',
  family: 'alexnet',
  domain: 'vision',
  paper:
    'Krizhevsky: One weird trick for parallelizing convolutional neural networks, 2014, arXiv:1404.5997: the network of 2012 for one device',
  published: torchvision('alexnet', 61_100_840, 0.714),
  build: () =>
    imageClassifier('alexnet', 224, (network, image) => {
      let x = sequence(network, 'features', image, FEATURES);
      x = flattened(network, x, x.channels * LAST ** 2);
      x = fullyConnected(network, 'fc6', x, { channels: HIDDEN, activation: 'relu' });
      x = fullyConnected(network, 'fc7', x, { channels: HIDDEN, activation: 'relu' });
      return fullyConnected(network, 'fc8', x, { channels: CLASSES }).value;
    }),
};
