import type { ModelGraph } from '../../onnx/model-graph.ts';
import type { Activation } from '../layers/activation.ts';
import { convolution } from '../layers/convolution.ts';
import { CLASSES, flattened, imageClassifier, pooledLogits } from '../layers/image-classifier.ts';
import { invertedResidual } from '../layers/inverted-residual.ts';
import { fullyConnected } from '../layers/linear.ts';
import { globalAveragePool } from '../layers/pooling.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

/** Table 2 of V2: expansion factor, channels, blocks, stride of the first. */
const V2_STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Table 1 of V3: kernel, expanded channels, channels, squeeze-and-excitation, activation, stride. */
const V3_BLOCKS: readonly (readonly [number, number, number, boolean, Activation, number])[] = [
  [3, 16, 16, false, 'relu', 1],
  [3, 64, 24, false, 'relu', 2],
  [3, 72, 24, false, 'relu', 1],
  [5, 72, 40, true, 'relu', 2],
  [5, 120, 40, true, 'relu', 1],
  [5, 120, 40, true, 'relu', 1],
  [3, 240, 80, false, 'hard-swish', 2],
  [3, 200, 80, false, 'hard-swish', 1],
  [3, 184, 80, false, 'hard-swish', 1],
  [3, 184, 80, false, 'hard-swish', 1],
  [3, 480, 112, true, 'hard-swish', 1],
  [3, 672, 112, true, 'hard-swish', 1],
  [5, 672, 160, true, 'hard-swish', 2],
  [5, 960, 160, true, 'hard-swish', 1],
  [5, 960, 160, true, 'hard-swish', 1],
];

export const MOBILENET_V2: ZooModel = {
  name: 'mobilenet-v2',
  title: 'MobileNet V2',
  family: 'mobilenet',
  domain: 'vision',
  paper:
    'Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018, arXiv:1801.04381, table 2',
  published: torchvision('mobilenet_v2', 3_504_872, 0.301),
  build: mobilenetV2,
};

export const MOBILENET_V3_LARGE: ZooModel = {
  name: 'mobilenet-v3-large',
  title: 'MobileNet V3-Large',
  family: 'mobilenet',
  domain: 'vision',
  paper: 'Howard et al.: Searching for MobileNetV3, 2019, arXiv:1905.02244, table 1',
  published: torchvision('mobilenet_v3_large', 5_483_032, 0.217),
  build: mobilenetV3Large,
};

function mobilenetV2(): ModelGraph {
  const activation = 'relu6';
  return imageClassifier('mobilenet-v2', 224, (network, image) => {
    let x = convolution(network, 'stem', image, { channels: 32, kernel: 3, stride: 2, activation });
    let block = 0;
    for (const [expansion, channels, count, first] of V2_STAGES) {
      for (let i = 0; i < count; i++) {
        x = invertedResidual(network, `block${block++}`, x, {
          expanded: expansion * x.channels,
          channels,
          kernel: 3,
          stride: i === 0 ? first : 1,
          activation,
        });
      }
    }
    x = convolution(network, 'head', x, { channels: 1280, kernel: 1, activation });
    return pooledLogits(network, x);
  });
}

function mobilenetV3Large(): ModelGraph {
  const activation = 'hard-swish';
  return imageClassifier('mobilenet-v3-large', 224, (network, image) => {
    let x = convolution(network, 'stem', image, { channels: 16, kernel: 3, stride: 2, activation });
    V3_BLOCKS.forEach(([kernel, expanded, channels, isExcited, nonlinearity, stride], b) => {
      const excitation = {
        squeezed: divisibleByEight(expanded / 4),
        activation: 'relu',
        gate: 'hard-sigmoid',
      } as const;
      x = invertedResidual(network, `block${b}`, x, {
        expanded,
        channels,
        kernel,
        stride,
        activation: nonlinearity,
        ...(isExcited && { excitation }),
      });
    });
    x = convolution(network, 'head', x, { channels: 960, kernel: 1, activation });
    x = flattened(network, globalAveragePool(network, 'pool', x), x.channels);
    x = fullyConnected(network, 'hidden', x, { channels: 1280, activation });
    return fullyConnected(network, 'classifier', x, { channels: CLASSES }).value;
  });
}

/** The nearest multiple of 8, but not below nine tenths of the value (`_make_divisible` of the authors' code). */
function divisibleByEight(value: number): number {
  const nearest = Math.max(8, Math.floor((value + 4) / 8) * 8);
  return nearest < 0.9 * value ? nearest + 8 : nearest;
}
