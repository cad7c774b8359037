import { fullyConnected } from './linear.ts';
import type { Feature, Network } from './network.ts';

/** Fully connected layers of the given widths over [N, C], each with a ReLU. */
export function rectifiedLayers(
  network: Network,
  name: string,
  input: Feature,
  widths: readonly number[],
): Feature {
  return widths.reduce(
    (value, channels, i) =>
      fullyConnected(network, `${name}/${i}`, value, { channels, activation: 'relu' }),
    input,
  );
}
