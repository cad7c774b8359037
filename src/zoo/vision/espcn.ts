import { reshaped, transposed } from '../layers/axes.ts';
import { type ConvolutionSpec, convolution } from '../layers/convolution.ts';
import { imageModel } from '../layers/image-classifier.ts';
import type { Feature, Network } from '../layers/network.ts';
import type { ZooModel } from '../zoo-model.ts';

const SIZE = 224;
/** How many times larger the image becomes along each axis. */
const FACTOR = 3;

const LAYERS: readonly ConvolutionSpec[] = [
  { channels: 64, kernel: 5, activation: 'relu' },
  { channels: 64, kernel: 3, activation: 'relu' },
  { channels: 32, kernel: 3, activation: 'relu' },
  { channels: FACTOR ** 2, kernel: 3 },
];

export const ESPCN: ZooModel = {
  name: 'espcn',
  title: 'Super-resolution (ESPCN)',
  family: 'espcn',
  domain: 'vision',
  paper:
    'Shi et al.: Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network, 2016, arXiv:1609.05158; layers of super_resolution/model.py of github.com/pytorch/examples',
  published: {
    parameters: 59_657,
    multiplyAccumulates: null,
    source:
      'sum over the layers of super_resolution/model.py of github.com/pytorch/examples; as super-resolution-10.onnx in the ONNX model zoo (240 KB of float32)',
  },
  build: () => {
    const side = FACTOR * SIZE;
    return imageModel('espcn', { channels: 1, size: SIZE }, [1, side, side], (network, image) =>
      subPixels(
        network,
        LAYERS.reduce((x, spec, i) => convolution(network, `conv${i + 1}`, x, spec), image),
      ),
    );
  },
};

/** Equation 4, the periodic shuffle: FACTOR² channels of a pixel become FACTOR x FACTOR pixels. */
function subPixels(network: Network, input: Feature): string {
  const apart = [0, 1, FACTOR, FACTOR, SIZE, SIZE];
  const opened = reshaped(network, 'shuffle/opened', input.value, apart);
  const turned = transposed(network, 'shuffle/turned', opened, [0, 1, 4, 2, 5, 3]);
  return reshaped(network, 'shuffle', turned, [0, 1, FACTOR * SIZE, FACTOR * SIZE]);
}
