import type { Feature, Network } from './network.ts';

export interface PoolSpec {
  readonly kernel: number;
  readonly stride: number;
  /** On each side; none by default. */
  readonly padding?: number;
  /** The last, incomplete window counts too. */
  readonly ceil?: boolean;
}

export function maximumPool(
  network: Network,
  name: string,
  input: Feature,
  spec: PoolSpec,
): Feature {
  return pool(network, name, 'MaxPool', input, spec);
}

/** The padding counts as zeros, as PyTorch's default has it. */
export function averagePool(
  network: Network,
  name: string,
  input: Feature,
  spec: PoolSpec,
): Feature {
  return pool(network, name, 'AveragePool', input, spec);
}

/** [N, C, H, W] to [N, C, 1, 1]. */
export function globalAveragePool(network: Network, name: string, input: Feature): Feature {
  return { ...input, value: network.node(name, 'GlobalAveragePool', [input.value]) };
}

function pool(
  network: Network,
  name: string,
  opType: 'MaxPool' | 'AveragePool',
  input: Feature,
  { kernel, stride, padding = 0, ceil = false }: PoolSpec,
): Feature {
  const attributes = {
    kernel_shape: [kernel, kernel],
    pads: [padding, padding, padding, padding],
    strides: [stride, stride],
    ceil_mode: ceil ? 1 : 0,
    ...(opType === 'AveragePool' && { count_include_pad: 1 }),
  };
  return { ...input, value: network.node(name, opType, [input.value], attributes) };
}
