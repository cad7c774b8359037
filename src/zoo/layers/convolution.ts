import { float } from '../../onnx/attributes-from.ts';
import { type Activation, activate, gainOf } from './activation.ts';
import type { Feature, Network } from './network.ts';

/** One number for both axes of the image, or height and width. */
export type Extent = number | readonly [number, number];

export interface ConvolutionSpec {
  /** Of the output. */
  readonly channels: number;
  readonly kernel: Extent;
  readonly stride?: number;
  /** On each side; by default what keeps the size at stride 1. */
  readonly padding?: Extent;
  readonly groups?: number;
  /**
   * 'bias' (the default) also stands for a batch normalisation that the exporter folded into the convolution;
   * 'batch-norm' is one it left; 'nothing' is a convolution alone.
   */
  readonly ending?: 'bias' | 'batch-norm' | 'nothing';
  readonly activation?: Activation;
  /** What the biases are; 0 by default. */
  readonly bias?: number;
  /** Deviation of the weights times √(fan-in); by default what the activation asks for. */
  readonly gain?: number;
}

/** Convolution with its bias or normalisation and its activation: [N, C, H, W] to [N, channels, H', W']. */
export function convolution(
  network: Network,
  name: string,
  input: Feature,
  spec: ConvolutionSpec,
): Feature {
  const { channels, groups = 1, stride = 1, ending = 'bias', activation = 'none' } = spec;
  const kernel = both(spec.kernel);
  const padding =
    spec.padding === undefined ? kernel.map((k) => Math.floor(k / 2)) : both(spec.padding);
  const fanIn = (input.channels / groups) * kernel[0] * kernel[1];
  const deviation = (spec.gain ?? gainOf(activation)) / Math.sqrt(fanIn);
  const dims = [channels, input.channels / groups, ...kernel];
  const inputs = [input.value, network.weight(`${name}/weight`, dims, deviation)];
  if (ending === 'bias') inputs.push(network.constant(`${name}/bias`, [channels], spec.bias ?? 0));
  const attributes = {
    group: groups,
    kernel_shape: kernel,
    pads: [...padding, ...padding],
    strides: [stride, stride],
  };
  let value = network.node(name, 'Conv', inputs, attributes);
  if (ending === 'batch-norm')
    value = batchNormalisation(network, `${name}/norm`, { value, channels }).value;
  return { value: activate(network, `${name}/${activation}`, value, activation), channels };
}

/** Batch normalisation in inference, with the identity for its statistics: what they are does not change the cost. */
export function batchNormalisation(network: Network, name: string, input: Feature): Feature {
  const { channels } = input;
  const parameters = (['scale', 'bias', 'mean', 'variance'] as const).map((role) =>
    network.constant(
      `${name}/${role}`,
      [channels],
      role === 'scale' || role === 'variance' ? 1 : 0,
    ),
  );
  const inputs = [input.value, ...parameters];
  const value = network.node(name, 'BatchNormalization', inputs, { epsilon: float(1e-5) });
  return { value, channels };
}

function both(extent: Extent): readonly [number, number] {
  return typeof extent === 'number' ? [extent, extent] : extent;
}
