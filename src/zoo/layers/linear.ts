import { type Activation, activate, gainOf } from './activation.ts';
import type { Feature, Network } from './network.ts';

export interface LinearSpec {
  /** Of the output. */
  readonly channels: number;
  readonly bias?: boolean;
  readonly activation?: Activation;
}

/** A linear layer over the last of three or more axes: MatMul and Add, as exporters write it. */
export function linear(network: Network, name: string, input: Feature, spec: LinearSpec): Feature {
  const { channels, bias = true, activation = 'none' } = spec;
  const deviation = gainOf(activation) / Math.sqrt(input.channels);
  const weight = network.weight(`${name}/weight`, [input.channels, channels], deviation);
  let value = network.node(`${name}/product`, 'MatMul', [input.value, weight]);
  if (bias) {
    const added = network.constant(`${name}/bias`, [channels], 0);
    value = network.node(name, 'Add', [value, added]);
  }
  return { value: activate(network, `${name}/${activation}`, value, activation), channels };
}

/** A fully connected layer over [N, C]: Gemm with the weights stored by output, as exporters write it. */
export function fullyConnected(
  network: Network,
  name: string,
  input: Feature,
  { channels, activation = 'none' }: Omit<LinearSpec, 'bias'>,
): Feature {
  const deviation = gainOf(activation) / Math.sqrt(input.channels);
  const weight = network.weight(`${name}/weight`, [channels, input.channels], deviation);
  const bias = network.constant(`${name}/bias`, [channels], 0);
  const value = network.node(name, 'Gemm', [input.value, weight, bias], { transB: 1 });
  return { value: activate(network, `${name}/${activation}`, value, activation), channels };
}
