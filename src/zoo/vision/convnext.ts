import { transposed } from '../layers/axes.ts';
import { convolution } from '../layers/convolution.ts';
import { CLASSES, flattened, imageClassifier } from '../layers/image-classifier.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import { fullyConnected } from '../layers/linear.ts';
import type { Feature, Network } from '../layers/network.ts';
import { globalAveragePool } from '../layers/pooling.ts';
import { tokenPerceptron } from '../layers/token-perceptron.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

const STAGES = [
  { channels: 96, blocks: 3 },
  { channels: 192, blocks: 3 },
  { channels: 384, blocks: 9 },
  { channels: 768, blocks: 3 },
];
/** Layer scale: 1e-6 before training, about this after it in the later stages. */
const LAYER_SCALE = 0.5;

const TO_LAST = [0, 2, 3, 1];
const TO_FIRST = [0, 3, 1, 2];

export const CONVNEXT_TINY: ZooModel = {
  name: 'convnext-tiny',
  title: 'ConvNeXt-T',
  family: 'convnext',
  domain: 'vision',
  paper:
    'Liu, Mao, Wu, Feichtenhofer, Darrell, Xie: A ConvNet for the 2020s, 2022, arXiv:2201.03545, table 9',
  published: torchvision('convnext_tiny', 28_589_128, 4.456),
  build: () =>
    imageClassifier('convnext-tiny', 224, (network, image) => {
      let x = image;
      STAGES.forEach(({ channels, blocks }, s) => {
        x = down(network, `stage${s}/down`, x, channels, s === 0);
        for (let b = 0; b < blocks; b++) x = block(network, `stage${s}/block${b}`, x);
      });
      x = imageNorm(network, 'norm', globalAveragePool(network, 'pool', x));
      x = flattened(network, x, x.channels);
      return fullyConnected(network, 'classifier', x, { channels: CLASSES }).value;
    }),
};

/** The stem's 4x4 patches, normalised after; later 2x2, normalised before. */
function down(
  network: Network,
  name: string,
  input: Feature,
  channels: number,
  isStem: boolean,
): Feature {
  const side = isStem ? 4 : 2;
  const spec = { channels, kernel: side, stride: side, padding: 0 };
  const norm = `${name}/norm`;
  return isStem
    ? imageNorm(network, norm, convolution(network, name, input, spec))
    : convolution(network, name, imageNorm(network, norm, input), spec);
}

/** Figure 4: depthwise 7x7, normalisation, and a perceptron over the channels, which are the last axis meanwhile. */
function block(network: Network, name: string, input: Feature): Feature {
  const { channels } = input;
  const spec = { channels, kernel: 7, groups: channels };
  const spread = convolution(network, `${name}/depthwise`, input, spec);
  const last = transposed(network, `${name}/last`, spread.value, TO_LAST);
  const norm = layerNorm(network, `${name}/norm`, { value: last, channels });
  const mixed = tokenPerceptron(network, `${name}/mlp`, norm, 4 * channels);
  const first = transposed(network, `${name}/first`, mixed.value, TO_FIRST);
  const scale = network.constant(`${name}/scale`, [channels, 1, 1], LAYER_SCALE);
  const scaled = network.node(`${name}/scaled`, 'Mul', [scale, first]);
  return { value: network.node(`${name}/add`, 'Add', [scaled, input.value]), channels };
}

/** Layer normalisation over the channels of an image. */
function imageNorm(network: Network, name: string, input: Feature): Feature {
  const { channels } = input;
  const last = transposed(network, `${name}/last`, input.value, TO_LAST);
  const norm = layerNorm(network, name, { value: last, channels });
  return { value: transposed(network, `${name}/first`, norm.value, TO_FIRST), channels };
}
