import { linear } from './linear.ts';
import type { Feature, Network } from './network.ts';

/** Two linear layers over the last axis with GELU between them, back to as many channels as came in. */
export function tokenPerceptron(
  network: Network,
  name: string,
  input: Feature,
  hidden: number,
): Feature {
  const x = linear(network, `${name}/fc1`, input, { channels: hidden, activation: 'gelu' });
  return linear(network, `${name}/fc2`, x, { channels: input.channels });
}
