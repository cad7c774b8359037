import { transposed } from '../layers/axes.ts';
import { CLASSES, imageClassifier } from '../layers/image-classifier.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import { fullyConnected } from '../layers/linear.ts';
import type { Feature, Network } from '../layers/network.ts';
import { tokenPerceptron } from '../layers/token-perceptron.ts';
import type { ZooModel } from '../zoo-model.ts';
import { patchTokens } from './patch-embedding.ts';

const PATCH = 16;
const SIZE = 224;
const TOKENS = (SIZE / PATCH) ** 2;
const CHANNELS = 512;
const LAYERS = 8;
/** Hidden channels of the perceptrons that mix tokens, and of those that mix channels. */
const TOKEN_HIDDEN = 256;
const CHANNEL_HIDDEN = 2048;

export const MIXER_SMALL: ZooModel = {
  name: 'mixer-small',
  title: 'MLP-Mixer-S/16',
  family: 'mixer',
  domain: 'vision',
  paper:
    'Tolstikhin et al.: MLP-Mixer: An all-MLP Architecture for Vision, 2021, arXiv:2105.01601, table 1',
  published: {
    parameters: 18_528_264,
    multiplyAccumulates: null,
    source:
      'timm, results/benchmark-infer-*.csv, mixer_s16_224 (18.53 M; 19 M in table 1 of the paper)',
  },
  build: () =>
    imageClassifier('mixer-small', SIZE, (network, image) => {
      let x = patchTokens(network, image, PATCH, CHANNELS);
      for (let l = 0; l < LAYERS; l++) x = mixerLayer(network, `layer${l}`, x);
      x = layerNorm(network, 'norm', x);
      const attributes = { axes: [1], keepdims: 0 };
      const value = network.node('pool', 'ReduceMean', [x.value], attributes);
      return fullyConnected(network, 'head', { value, channels: CHANNELS }, { channels: CLASSES })
        .value;
    }),
};

/** Equation 1: a perceptron along the tokens of each channel, then one along the channels of each token. */
function mixerLayer(network: Network, name: string, input: Feature): Feature {
  const { channels } = input;
  const norm = layerNorm(network, `${name}/norm1`, input);
  const turned = transposed(network, `${name}/turned`, norm.value, [0, 2, 1]);
  const alongTokens = { value: turned, channels: TOKENS };
  const tokens = tokenPerceptron(network, `${name}/tokens`, alongTokens, TOKEN_HIDDEN);
  const back = transposed(network, `${name}/back`, tokens.value, [0, 2, 1]);
  const sum = network.node(`${name}/add1`, 'Add', [input.value, back]);
  const between = layerNorm(network, `${name}/norm2`, { value: sum, channels });
  const mixed = tokenPerceptron(network, `${name}/channels`, between, CHANNEL_HIDDEN);
  return { value: network.node(`${name}/add2`, 'Add', [sum, mixed.value]), channels };
}
