import type { OperatorFamily } from '../operator.ts';
import { type MicroBenchmark, named } from './micro-benchmark.ts';

interface ConvShape {
  readonly input: readonly number[];
  readonly outputChannels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly group?: number;
}

function conv(label: string, family: OperatorFamily, shape: ConvShape): MicroBenchmark {
  const { input, outputChannels, kernel, stride = 1, group = 1 } = shape;
  const [channels = 1, ...spatial] = input;
  const name = `micro/${family}/${label}`;
  const perAxis = (value: number): readonly number[] => spatial.map(() => value);
  const pad = Math.floor(kernel / 2);
  return {
    name,
    family,
    input,
    add: (graph, x, weights) => {
      const dims = [outputChannels, channels / group, ...perAxis(kernel)];
      const fanIn = (channels / group) * kernel ** spatial.length;
      const weight = weights.weight(`${name}/weight`, dims, Math.sqrt(2 / fanIn));
      const bias = weights.constant(`${name}/bias`, [outputChannels], 0.1);
      const attributes = {
        kernel_shape: perAxis(kernel),
        strides: perAxis(stride),
        pads: [...perAxis(pad), ...perAxis(pad)],
        group,
      };
      return graph.node('Conv', [x, weight, bias], attributes, named(name));
    },
  };
}

function transposed(label: string, input: readonly number[], outputs: number): MicroBenchmark {
  const name = `micro/conv/${label}`;
  const [channels = 1] = input;
  return {
    name,
    family: 'conv',
    input,
    add: (graph, x, weights) => {
      const deviation = Math.sqrt(2 / channels);
      const weight = weights.weight(`${name}/weight`, [channels, outputs, 2, 2], deviation);
      return graph.node(
        'ConvTranspose',
        [x, weight],
        { kernel_shape: [2, 2], strides: [2, 2] },
        named(name),
      );
    },
  };
}

/** Convolutions: shapes of ResNet-50, MobileNet V2, ResNeXt, U-Net and temporal networks. */
export const CONV_BENCHMARKS: readonly MicroBenchmark[] = [
  conv('stem', 'conv', { input: [3, 112, 112], outputChannels: 32, kernel: 7, stride: 2 }),
  conv('3x3-wide', 'conv', { input: [64, 56, 56], outputChannels: 64, kernel: 3 }),
  conv('3x3-deep', 'conv', { input: [256, 14, 14], outputChannels: 256, kernel: 3 }),
  conv('3x3-small', 'conv', { input: [32, 14, 14], outputChannels: 32, kernel: 3 }),
  conv('1x1-wide', 'conv', { input: [64, 56, 56], outputChannels: 128, kernel: 1 }),
  conv('1x1-deep', 'conv', { input: [512, 7, 7], outputChannels: 512, kernel: 1 }),
  conv('grouped', 'conv', { input: [128, 28, 28], outputChannels: 128, kernel: 3, group: 32 }),
  conv('temporal', 'conv', { input: [128, 256], outputChannels: 128, kernel: 3 }),
  transposed('transposed', [64, 28, 28], 32),
  conv('3x3-wide', 'depthwise-conv', {
    input: [96, 56, 56],
    outputChannels: 96,
    kernel: 3,
    group: 96,
  }),
  conv('5x5-deep', 'depthwise-conv', {
    input: [240, 14, 14],
    outputChannels: 240,
    kernel: 5,
    group: 240,
  }),
  conv('small', 'depthwise-conv', {
    input: [64, 14, 14],
    outputChannels: 64,
    kernel: 3,
    group: 64,
  }),
];
