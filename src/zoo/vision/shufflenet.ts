import { reshaped, transposed } from '../layers/axes.ts';
import { type ConvolutionSpec, convolution } from '../layers/convolution.ts';
import { imageClassifier, pooledLogits } from '../layers/image-classifier.ts';
import type { Feature, Network } from '../layers/network.ts';
import { maximumPool } from '../layers/pooling.ts';
import type { ZooModel } from '../zoo-model.ts';
import { torchvision } from './torchvision.ts';

/** Table 5: channels, units, and the side of the image a stage makes. */
const STAGES = [
  { channels: 116, units: 4, size: 28 },
  { channels: 232, units: 8, size: 14 },
  { channels: 464, units: 4, size: 7 },
];

export const SHUFFLENET_V2: ZooModel = {
  name: 'shufflenet-v2',
  title: 'ShuffleNet V2 x1.0',
  family: 'shufflenet',
  domain: 'vision',
  paper:
    'Ma, Zhang, Zheng, Sun: ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, 2018, arXiv:1807.11164, table 5',
  published: torchvision('shufflenet_v2_x1_0', 2_278_604, 0.145),
  build: () =>
    imageClassifier('shufflenet-v2', 224, (network, image) => {
      const stem = { channels: 24, kernel: 3, stride: 2, activation: 'relu' } as const;
      let x = convolution(network, 'conv1', image, stem);
      x = maximumPool(network, 'maxpool', x, { kernel: 3, stride: 2, padding: 1 });
      STAGES.forEach(({ channels, units, size }, s) => {
        x = downUnit(network, `stage${s + 2}/0`, x, channels, size);
        for (let u = 1; u < units; u++) x = basicUnit(network, `stage${s + 2}/${u}`, x, size);
      });
      x = convolution(network, 'conv5', x, { channels: 1024, kernel: 1, activation: 'relu' });
      return pooledLogits(network, x);
    }),
};

/** Figure 3c: half of the channels pass, the other half is worked on. */
function basicUnit(network: Network, name: string, input: Feature, size: number): Feature {
  const channels = input.channels / 2;
  const halves = [`${name}/passed`, `${name}/taken`];
  network.graph.node(
    'Split',
    [input.value],
    { axis: 1 },
    { name: `${name}/split`, outputs: halves },
  );
  const [passed = '', taken = ''] = halves;
  const worked = chain(network, name, { value: taken, channels }, [
    pointwise(channels),
    depthwise(channels, 1),
    pointwise(channels),
  ]);
  return shuffled(network, name, [passed, worked.value], input.channels, size);
}

/** Figure 3d: both halves are worked on, at stride 2. */
function downUnit(
  network: Network,
  name: string,
  input: Feature,
  channels: number,
  size: number,
): Feature {
  const half = channels / 2;
  const left = [depthwise(input.channels, 2), pointwise(half)];
  const right = [pointwise(half), depthwise(half, 2), pointwise(half)];
  const values = [
    chain(network, `${name}/left`, input, left).value,
    chain(network, `${name}/right`, input, right).value,
  ];
  return shuffled(network, name, values, channels, size);
}

function pointwise(channels: number): ConvolutionSpec {
  return { channels, kernel: 1, activation: 'relu' };
}

function depthwise(channels: number, stride: number): ConvolutionSpec {
  return { channels, kernel: 3, stride, groups: channels };
}

function chain(
  network: Network,
  name: string,
  input: Feature,
  specs: readonly ConvolutionSpec[],
): Feature {
  return specs.reduce((x, spec, i) => convolution(network, `${name}/conv${i}`, x, spec), input);
}

/** Both halves, channel by channel in turn (Zhang et al. 2018, arXiv:1707.01083, section 3.1). */
function shuffled(
  network: Network,
  name: string,
  halves: readonly string[],
  channels: number,
  size: number,
): Feature {
  const joined = network.node(`${name}/concat`, 'Concat', halves, { axis: 1 });
  const groups = [0, 2, channels / 2, size, size];
  const grouped = reshaped(network, `${name}/grouped`, joined, groups);
  const turned = transposed(network, `${name}/turned`, grouped, [0, 2, 1, 3, 4]);
  return { value: reshaped(network, `${name}/shuffled`, turned, [0, -1, size, size]), channels };
}
