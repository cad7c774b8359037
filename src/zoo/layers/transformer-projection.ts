import { linear } from './linear.ts';
import type { Feature, Network } from './network.ts';

/** A learnt map of the features of every token to `channels` others; transformers differ in how it is computed. */
export type Projection = (
  network: Network,
  name: string,
  input: Feature,
  channels: number,
) => Feature;

export const affine: Projection = (network, name, input, channels) =>
  linear(network, name, input, { channels });

export const withoutBias: Projection = (network, name, input, channels) =>
  linear(network, name, input, { channels, bias: false });
