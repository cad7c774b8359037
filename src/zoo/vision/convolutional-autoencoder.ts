import { convolution } from '../layers/convolution.ts';
import { imageModel } from '../layers/image-classifier.ts';
import { maximumPool } from '../layers/pooling.ts';
import { transposedConvolution } from '../layers/transposed-convolution.ts';
import type { ZooModel } from '../zoo-model.ts';

const SIZE = 28;
const CHANNELS = 32;
/** How many times the side is halved and doubled again. */
const LEVELS = 2;

export const CONVOLUTIONAL_AUTOENCODER: ZooModel = {
  name: 'conv-autoencoder',
  title: 'Convolutional autoencoder',
  family: 'conv-autoencoder',
  domain: 'vision',
  paper:
    'Valdarrama: Convolutional autoencoder for image denoising, 2021, keras.io/examples/vision/autoencoder',
  published: {
    parameters: 28_353,
    multiplyAccumulates: null,
    source: 'keras.io/examples/vision/autoencoder: summary of the model, 28,353 parameters',
  },
  build: () =>
    imageModel(
      'conv-autoencoder',
      { channels: 1, size: SIZE },
      [1, SIZE, SIZE],
      (network, image) => {
        const spec = { channels: CHANNELS, kernel: 3, activation: 'relu' } as const;
        let x = image;
        for (let level = 0; level < LEVELS; level++) {
          x = convolution(network, `encoder${level}`, x, spec);
          x = maximumPool(network, `encoder${level}/pool`, x, { kernel: 2, stride: 2 });
        }
        for (let level = 0; level < LEVELS; level++) {
          const larger = { ...spec, stride: 2, trimmed: 1 };
          x = transposedConvolution(network, `decoder${level}`, x, larger);
        }
        const last = { channels: 1, kernel: 3, activation: 'sigmoid' } as const;
        return convolution(network, 'decoder', x, last).value;
      },
    ),
};
