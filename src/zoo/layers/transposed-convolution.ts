import { type Activation, activate, gainOf } from './activation.ts';
import type { Feature, Network } from './network.ts';

export interface TransposedConvolutionSpec {
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  /** What is cut off at the bottom and at the right. */
  readonly trimmed?: number;
  readonly activation?: Activation;
}

/** Transposed convolution with bias: [N, C, H, W] to [N, channels, stride·H, stride·W] where kernel - trimmed = stride. */
export function transposedConvolution(
  network: Network,
  name: string,
  input: Feature,
  spec: TransposedConvolutionSpec,
): Feature {
  const { channels, kernel, stride, trimmed = 0, activation = 'none' } = spec;
  // Each output sums kernel²/stride² positions of every input channel on average.
  const fanIn = (input.channels * kernel ** 2) / stride ** 2;
  const dims = [input.channels, channels, kernel, kernel];
  const weight = network.weight(`${name}/weight`, dims, gainOf(activation) / Math.sqrt(fanIn));
  const bias = network.constant(`${name}/bias`, [channels], 0);
  const value = network.node(name, 'ConvTranspose', [input.value, weight, bias], {
    kernel_shape: [kernel, kernel],
    pads: [0, 0, trimmed, trimmed],
    strides: [stride, stride],
  });
  return { value: activate(network, `${name}/${activation}`, value, activation), channels };
}
