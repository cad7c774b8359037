import { convolution } from '../layers/convolution.ts';
import { imageClassifier, pooledLogits } from '../layers/image-classifier.ts';
import { invertedResidual } from '../layers/inverted-residual.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

/** Table 1: expansion factor, kernel, stride of the first block, channels, blocks. */
const STAGES = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const;

/** Of MobileNet's family, for it is built of the same block: inverted residuals with squeeze-and-excitation. */
export const EFFICIENTNET_B0: ZooModel = {
  name: 'efficientnet-b0',
  title: 'EfficientNet-B0',
  family: 'mobilenet',
  domain: 'vision',
  paper:
    'Tan, Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019, arXiv:1905.11946, table 1',
  published: torchvision('efficientnet_b0', 5_288_548, 0.386),
  build: () =>
    imageClassifier('efficientnet-b0', 224, (network, image) => {
      const activation = 'silu';
      const stem = { channels: 32, kernel: 3, stride: 2, activation } as const;
      let x = convolution(network, 'stem', image, stem);
      STAGES.forEach(([expansion, kernel, first, channels, count], stage) => {
        for (let i = 0; i < count; i++) {
          x = invertedResidual(network, `stage${stage + 1}/${i}`, x, {
            expanded: expansion * x.channels,
            channels,
            kernel,
            stride: i === 0 ? first : 1,
            activation,
            excitation: { squeezed: x.channels / 4, activation, gate: 'sigmoid' },
          });
        }
      });
      x = convolution(network, 'head', x, { channels: 1280, kernel: 1, activation });
      return pooledLogits(network, x);
    }),
};
