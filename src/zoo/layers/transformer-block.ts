import { type Activation, activate } from './activation.ts';
import type { Feature, Network } from './network.ts';
import { type Attention, selfAttention } from './transformer-attention.ts';
import type { Normalisation } from './transformer-norm.ts';
import type { Projection } from './transformer-projection.ts';

/** What is the same in all layers of an encoder. */
export interface TransformerBlock {
  readonly attention: Attention;
  readonly norm: Normalisation;
  readonly feedForward: FeedForward;
}

export interface FeedForward {
  /** Features between the two projections. */
  readonly channels: number;
  readonly activation: Activation;
  readonly project: Projection;
}

/** An encoder layer as in BERT: each part is added to its input, then normalised. */
export function postNormBlock(
  network: Network,
  name: string,
  input: Feature,
  { attention, norm, feedForward }: TransformerBlock,
): Feature {
  const attended = selfAttention(network, `${name}/attention`, input, attention);
  const middle = norm(
    network,
    `${name}/attention/norm`,
    sum(network, `${name}/attention/sum`, attended, input),
  );
  const fed = feed(network, `${name}/feed-forward`, middle, feedForward);
  return norm(network, name, sum(network, `${name}/feed-forward/sum`, fed, middle));
}

/** An encoder layer as in T5: each part works on the normalised input and is added to the input itself. */
export function preNormBlock(
  network: Network,
  name: string,
  input: Feature,
  { attention, norm, feedForward }: TransformerBlock,
): Feature {
  const normal = norm(network, `${name}/attention/norm`, input);
  const attended = selfAttention(network, `${name}/attention`, normal, attention);
  const middle = sum(network, `${name}/attention/sum`, input, attended);
  const prepared = norm(network, `${name}/feed-forward/norm`, middle);
  const fed = feed(network, `${name}/feed-forward`, prepared, feedForward);
  return sum(network, name, middle, fed);
}

/** `count` layers one after the other, each given its name; what the last gives is called `output`. */
export function stack(
  count: number,
  input: Feature,
  output: string,
  layer: (name: string, input: Feature) => Feature,
): Feature {
  let value = input;
  for (let index = 0; index < count; index++)
    value = layer(index === count - 1 ? output : `layers/${index}`, value);
  return value;
}

/** Two projections with an activation between them (Vaswani et al. 2017, equation 2). */
export function feed(
  network: Network,
  name: string,
  input: Feature,
  { channels, activation, project }: FeedForward,
): Feature {
  const hidden = project(network, `${name}/in`, input, channels);
  const value = activate(network, `${name}/${activation}`, hidden.value, activation);
  return project(network, `${name}/out`, { value, channels }, input.channels);
}

/** Sum of two values of the same shape. */
export function sum(network: Network, name: string, left: Feature, right: Feature): Feature {
  return {
    value: network.node(name, 'Add', [left.value, right.value]),
    channels: left.channels,
  };
}
