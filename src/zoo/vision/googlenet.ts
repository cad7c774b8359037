import { type Branch, branches, conv, type Step, sequence } from '../layers/branches.ts';
import { imageClassifier, pooledLogits } from '../layers/image-classifier.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

const POOL: Step = { kind: 'maximum-pool', spec: { kernel: 3, stride: 2, ceil: true } };
const SMALL_POOL: Step = { kind: 'maximum-pool', spec: { kernel: 2, stride: 2, ceil: true } };
const KEEPING_POOL: Step = {
  kind: 'maximum-pool',
  spec: { kernel: 3, stride: 1, padding: 1, ceil: true },
};

const STEM: Branch = [conv(64, 7, { stride: 2 }), POOL, conv(64, 1), conv(192, 3), POOL];

/**
 * Table 1 of the paper: channels of 1x1; 3x3 reduced, 3x3; 5x5 reduced, 5x5; pool projection. What stands before a module
 * is pooled first where it says so.
 */
const MODULES: readonly {
  readonly name: string;
  readonly channels: readonly [number, number, number, number, number, number];
  readonly pool?: Step;
}[] = [
  { name: '3a', channels: [64, 96, 128, 16, 32, 32] },
  { name: '3b', channels: [128, 128, 192, 32, 96, 64] },
  { name: '4a', channels: [192, 96, 208, 16, 48, 64], pool: POOL },
  { name: '4b', channels: [160, 112, 224, 24, 64, 64] },
  { name: '4c', channels: [128, 128, 256, 24, 64, 64] },
  { name: '4d', channels: [112, 144, 288, 32, 64, 64] },
  { name: '4e', channels: [256, 160, 320, 32, 128, 128] },
  { name: '5a', channels: [256, 160, 320, 32, 128, 128], pool: SMALL_POOL },
  { name: '5b', channels: [384, 192, 384, 48, 128, 128] },
];

export const GOOGLENET: ZooModel = {
  name: 'googlenet',
  title: 'GoogLeNet',
  family: 'inception',
  domain: 'vision',
  paper:
    'Szegedy et al.: Going Deeper with Convolutions, 2015, arXiv:1409.4842, table 1; as torchvision has it: batch normalisation, 3x3 in place of 5x5, no auxiliary classifiers',
  published: torchvision('googlenet', 6_624_904, 1.498),
  build: () =>
    imageClassifier('googlenet', 224, (network, image) => {
      let x = sequence(network, 'stem', image, STEM);
      for (const { name, channels, pool } of MODULES) {
        if (pool !== undefined) x = sequence(network, `pool${name}`, x, [pool]);
        const [one, threeReduced, three, fiveReduced, five, projected] = channels;
        x = branches(network, `inception${name}`, x, [
          [conv(one, 1)],
          [conv(threeReduced, 1), conv(three, 3)],
          [conv(fiveReduced, 1), conv(five, 3)],
          [KEEPING_POOL, conv(projected, 1)],
        ]);
      }
      return pooledLogits(network, x);
    }),
};
