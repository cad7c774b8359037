import { CLASSES, imageClassifier } from '../layers/image-classifier.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import { fullyConnected } from '../layers/linear.ts';
import type { Feature, Network } from '../layers/network.ts';
import { tokenPerceptron } from '../layers/token-perceptron.ts';
import type { ZooModel } from '../zoo-model.ts';
import { imageAttention } from './image-attention.ts';
import { patchTokens } from './patch-embedding.ts';

const PATCH = 16;
const SIZE = 224;
/** Patches and the class token. */
const TOKENS = (SIZE / PATCH) ** 2 + 1;
const CHANNELS = 384;
const HEADS = 6;
const BLOCKS = 12;

export const VIT_SMALL: ZooModel = {
  name: 'vit-small',
  title: 'ViT-S/16',
  family: 'vit',
  domain: 'vision',
  paper:
    'Dosovitskiy et al.: An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale, 2021, arXiv:2010.11929; size S of Touvron et al. 2021, arXiv:2012.12877, table 1',
  published: {
    parameters: 22_050_664,
    multiplyAccumulates: 4_600_000_000,
    source:
      'parameters: timm, results/benchmark-infer-*.csv, vit_small_patch16_224 (22.05 M); multiply-accumulates: table 1 of the Swin paper, arXiv:2103.14030, DeiT-S, which is the same network (4.6 G)',
  },
  build: () =>
    imageClassifier('vit-small', SIZE, (network, image) => {
      let x = embedded(network, patchTokens(network, image, PATCH, CHANNELS));
      for (let b = 0; b < BLOCKS; b++) x = block(network, `block${b}`, x);
      x = layerNorm(network, 'norm', x);
      const position = network.index('class/index', 0);
      const value = network.node('class', 'Gather', [x.value, position], { axis: 1 });
      return fullyConnected(network, 'head', { value, channels: CHANNELS }, { channels: CLASSES })
        .value;
    }),
};

/** The class token before the patches of every sample, and the positions added. */
function embedded(network: Network, patches: Feature): Feature {
  const { value, channels } = patches;
  const token = network.weight('token', [1, 1, channels], 1);
  const shape = network.node('token/batch/shape', 'Shape', [value], { start: 0, end: 1 });
  const rest = network.integers('token/rest', [1, channels]);
  const target = network.node('token/target', 'Concat', [shape, rest], { axis: 0 });
  const tokens = network.node('token/expanded', 'Expand', [token, target]);
  const joined = network.node('tokens', 'Concat', [tokens, value], { axis: 1 });
  const positions = network.weight('positions', [1, TOKENS, channels], 0.1);
  return { value: network.node('embedded', 'Add', [joined, positions]), channels };
}

/** Equations 2 and 3: attention, then a perceptron, each on the normalised tokens and added to them. */
function block(network: Network, name: string, input: Feature): Feature {
  const { channels } = input;
  const before = layerNorm(network, `${name}/norm1`, input);
  const spec = { tokens: TOKENS, heads: HEADS };
  const attended = imageAttention(network, `${name}/attention`, before, spec);
  const sum = network.node(`${name}/add1`, 'Add', [input.value, attended.value]);
  const between = layerNorm(network, `${name}/norm2`, { value: sum, channels });
  const mixed = tokenPerceptron(network, `${name}/mlp`, between, 4 * channels);
  return { value: network.node(`${name}/add2`, 'Add', [sum, mixed.value]), channels };
}
