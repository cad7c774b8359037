import { type ConvolutionSpec, convolution, type Extent } from './convolution.ts';
import type { Feature, Network } from './network.ts';
import { averagePool, maximumPool, type PoolSpec } from './pooling.ts';

/** One step of a branch; a fork splits it into branches that are concatenated again. */
export type Step =
  | { readonly kind: 'convolution'; readonly spec: ConvolutionSpec }
  | { readonly kind: 'maximum-pool' | 'average-pool'; readonly spec: PoolSpec }
  | { readonly kind: 'fork'; readonly branches: readonly Branch[] };

export type Branch = readonly Step[];

/** A convolution with ReLU, as all of Inception's are. */
export function conv(
  channels: number,
  kernel: Extent,
  options: Pick<ConvolutionSpec, 'stride' | 'padding'> = {},
): Step {
  return { kind: 'convolution', spec: { channels, kernel, activation: 'relu', ...options } };
}

/** Branches over the same input, concatenated by channel. */
export function branches(
  network: Network,
  name: string,
  input: Feature,
  all: readonly Branch[],
): Feature {
  const ends = all.map((branch, b) => sequence(network, `${name}/branch${b}`, input, branch));
  const values = ends.map((end) => end.value);
  return {
    value: network.node(`${name}/concat`, 'Concat', values, { axis: 1 }),
    channels: ends.reduce((sum, end) => sum + end.channels, 0),
  };
}

/** Steps one after the other. */
export function sequence(network: Network, name: string, input: Feature, steps: Branch): Feature {
  return steps.reduce((x, step, s) => applied(network, `${name}/${s}`, x, step), input);
}

function applied(network: Network, name: string, input: Feature, step: Step): Feature {
  switch (step.kind) {
    case 'convolution':
      return convolution(network, name, input, step.spec);
    case 'maximum-pool':
      return maximumPool(network, name, input, step.spec);
    case 'average-pool':
      return averagePool(network, name, input, step.spec);
    case 'fork':
      return branches(network, name, input, step.branches);
  }
}
