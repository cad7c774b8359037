import type { Activation } from './activation.ts';
import { convolution } from './convolution.ts';
import type { Feature, Network } from './network.ts';
import { type SqueezeExcitationSpec, squeezeExcitation } from './squeeze-excitation.ts';

export interface InvertedResidualSpec {
  /** Channels of the depthwise convolution; no expansion where they are the input's. */
  readonly expanded: number;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly activation: Activation;
  readonly excitation?: SqueezeExcitationSpec;
}

/** Share of the residual branch, so that a sum of many does not grow as depth does. */
const RESIDUAL_GAIN = 0.5;

/**
 * The block of MobileNet V2 (Sandler et al. 2018, arXiv:1801.04381, figure 3): 1x1 up, depthwise, 1x1 down without
 * activation, and the input added where shapes allow; with squeeze-and-excitation before the last, as in MobileNet V3.
 */
export function invertedResidual(
  network: Network,
  name: string,
  input: Feature,
  spec: InvertedResidualSpec,
): Feature {
  const { expanded, channels, kernel, stride, activation, excitation } = spec;
  let x = input;
  if (expanded !== input.channels)
    x = convolution(network, `${name}/expand`, x, { channels: expanded, kernel: 1, activation });
  x = convolution(network, `${name}/depthwise`, x, {
    channels: expanded,
    kernel,
    stride,
    groups: expanded,
    activation,
  });
  if (excitation !== undefined) x = squeezeExcitation(network, `${name}/se`, x, excitation);
  const isResidual = stride === 1 && channels === input.channels;
  const gain = isResidual ? RESIDUAL_GAIN : 1;
  x = convolution(network, `${name}/project`, x, { channels, kernel: 1, gain });
  if (!isResidual) return x;
  return { value: network.node(`${name}/add`, 'Add', [input.value, x.value]), channels };
}
