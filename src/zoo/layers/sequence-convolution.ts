import type { Feature, Network } from './network.ts';

/** One entry per axis convolved over: time alone, or time and frequency. */
export interface SequenceConvolutionSpec {
  /** Of the output. */
  readonly channels: number;
  readonly kernel: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  /** Zeros before and behind each axis; none by default. */
  readonly padding?: readonly (readonly [before: number, after: number])[];
  readonly groups?: number;
  readonly bias?: boolean;
  /** Deviation of the weights times √(fan-in): √2 where a ReLU follows, 1 by default. */
  readonly gain?: number;
}

/** Convolution of [N, C, …] with the uneven padding and strides that sound needs. */
export function sequenceConvolution(
  network: Network,
  name: string,
  input: Feature,
  spec: SequenceConvolutionSpec,
): Feature {
  const { channels, kernel, groups = 1, bias = true, gain = 1 } = spec;
  const ones = kernel.map(() => 1);
  const padding = spec.padding ?? kernel.map(() => [0, 0] as const);
  const dims = [channels, input.channels / groups, ...kernel];
  const fanIn = dims.slice(1).reduce((a, b) => a * b, 1);
  const weight = network.weight(`${name}/weight`, dims, gain / Math.sqrt(fanIn));
  const biases = bias ? [network.constant(`${name}/bias`, [channels], 0)] : [];
  const value = network.node(name, 'Conv', [input.value, weight, ...biases], {
    dilations: spec.dilations ?? ones,
    group: groups,
    kernel_shape: kernel,
    pads: [...padding.map(([before]) => before), ...padding.map(([, after]) => after)],
    strides: spec.strides ?? ones,
  });
  return { value, channels };
}

/** Padding with which TensorFlow's SAME gives ⌈size / stride⌉ outputs: the odd zero comes behind. */
export function samePadding(
  size: number,
  kernel: number,
  stride: number,
): readonly [before: number, after: number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
