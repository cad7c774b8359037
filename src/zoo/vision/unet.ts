import { convolution } from '../layers/convolution.ts';
import { imageModel } from '../layers/image-classifier.ts';
import type { Feature, Network } from '../layers/network.ts';
import { maximumPool } from '../layers/pooling.ts';
import { transposedConvolution } from '../layers/transposed-convolution.ts';
import type { ZooModel } from '../zoo-model.ts';

/** Channels on the way down, figure 1; the last are the bottom's. */
const WIDTHS = [64, 128, 256, 512, 1024];
const CLASSES = 2;
const SIZE = 128;

export const UNET: ZooModel = {
  name: 'unet',
  title: 'U-Net',
  family: 'unet',
  domain: 'vision',
  paper:
    'Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation, 2015, arXiv:1505.04597, figure 1; convolutions padded, so that no crop is needed, and 128 pixels',
  published: {
    parameters: 31_130_000,
    multiplyAccumulates: null,
    source: 'Valanarasu, Patel: UNeXt, 2022, arXiv:2203.04967, table 1: UNet, 31.13 M',
  },
  build: () =>
    imageModel('unet', { channels: 1, size: SIZE }, [CLASSES, SIZE, SIZE], (network, image) => {
      const skips: Feature[] = [];
      let x = image;
      WIDTHS.forEach((channels, level) => {
        if (level > 0) x = maximumPool(network, `down${level}/pool`, x, { kernel: 2, stride: 2 });
        x = twice(network, `down${level}`, x, channels);
        skips.push(x);
      });
      for (const [level, skip] of [...skips.slice(0, -1).entries()].reverse())
        x = up(network, `up${level}`, x, skip);
      return convolution(network, 'logits', x, { channels: CLASSES, kernel: 1 }).value;
    }),
};

/** Twice the side and half the channels, what the way down had at this level beside it, and two convolutions. */
function up(network: Network, name: string, input: Feature, skip: Feature): Feature {
  const { channels } = skip;
  const spec = { channels, kernel: 2, stride: 2 };
  const larger = transposedConvolution(network, `${name}/larger`, input, spec);
  const values = [skip.value, larger.value];
  const value = network.node(`${name}/concat`, 'Concat', values, { axis: 1 });
  return twice(network, name, { value, channels: 2 * channels }, channels);
}

function twice(network: Network, name: string, input: Feature, channels: number): Feature {
  const spec = { channels, kernel: 3, activation: 'relu' } as const;
  const once = convolution(network, `${name}/conv1`, input, spec);
  return convolution(network, `${name}/conv2`, once, spec);
}
