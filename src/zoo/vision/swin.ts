import { sliced, transposed } from '../layers/axes.ts';
import { convolution } from '../layers/convolution.ts';
import { imageClassifier, pooledLogits } from '../layers/image-classifier.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import { linear } from '../layers/linear.ts';
import type { Feature, Network } from '../layers/network.ts';
import { tokenPerceptron } from '../layers/token-perceptron.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';
import { type WindowAttentionSpec, windowAttention } from './window-attention.ts';

const PATCH = 4;
const WINDOW = 7;
const EPSILON = 1e-5;

/** Blocks, heads, and the side of the image of tokens of each stage. */
const STAGES = [
  { blocks: 2, heads: 3, size: 56 },
  { blocks: 2, heads: 6, size: 28 },
  { blocks: 6, heads: 12, size: 14 },
  { blocks: 2, heads: 24, size: 7 },
];

export const SWIN_TINY: ZooModel = {
  name: 'swin-tiny',
  title: 'Swin-T',
  family: 'swin',
  domain: 'vision',
  paper:
    'Liu et al.: Swin Transformer: Hierarchical Vision Transformer using Shifted Windows, 2021, arXiv:2103.14030, table 7',
  published: torchvision('swin_t', 28_288_354, 4.491),
  build: () =>
    imageClassifier('swin-tiny', 224, (network, image) => {
      const spec = { channels: 96, kernel: PATCH, stride: PATCH, padding: 0 };
      const patches = convolution(network, 'patches', image, spec);
      const value = transposed(network, 'patches/tokens', patches.value, [0, 2, 3, 1]);
      let x = layerNorm(network, 'patches/norm', { value, channels: spec.channels }, EPSILON);
      STAGES.forEach(({ blocks, heads, size }, s) => {
        if (s > 0) x = merged(network, `stage${s}/merge`, x, 2 * size);
        for (let b = 0; b < blocks; b++) {
          // Windows are shifted in every second block, unless one covers the whole image.
          const shift = b % 2 === 1 && size > WINDOW ? Math.floor(WINDOW / 2) : 0;
          const windows = { size, window: WINDOW, heads, shift };
          x = block(network, `stage${s}/block${b}`, x, windows);
        }
      });
      const { channels } = x;
      x = layerNorm(network, 'norm', x, EPSILON);
      const first = transposed(network, 'norm/first', x.value, [0, 3, 1, 2]);
      return pooledLogits(network, { value: first, channels });
    }),
};

/** Equation 3: attention in windows, then a perceptron, each on the normalised tokens and added to them. */
function block(
  network: Network,
  name: string,
  input: Feature,
  windows: WindowAttentionSpec,
): Feature {
  const { channels } = input;
  const before = layerNorm(network, `${name}/norm1`, input, EPSILON);
  const attended = windowAttention(network, `${name}/windows`, before, windows);
  const sum = network.node(`${name}/add1`, 'Add', [input.value, attended.value]);
  const between = layerNorm(network, `${name}/norm2`, { value: sum, channels }, EPSILON);
  const mixed = tokenPerceptron(network, `${name}/mlp`, between, 4 * channels);
  return { value: network.node(`${name}/add2`, 'Add', [sum, mixed.value]), channels };
}

/** Patch merging: the four tokens of each 2x2 as one, of twice the channels. */
function merged(network: Network, name: string, input: Feature, size: number): Feature {
  const corners = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ].map(([row = 0, column = 0]) =>
    sliced(network, `${name}/corner${row}${column}`, input.value, [
      { axis: 1, start: row, end: size, step: 2 },
      { axis: 2, start: column, end: size, step: 2 },
    ]),
  );
  const value = network.node(`${name}/joined`, 'Concat', corners, { axis: -1 });
  const joined = { value, channels: 4 * input.channels };
  const norm = layerNorm(network, `${name}/norm`, joined, EPSILON);
  return linear(network, `${name}/reduction`, norm, { channels: 2 * input.channels, bias: false });
}
