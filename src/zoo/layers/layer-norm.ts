import { float } from '../../onnx/attributes-from.ts';
import type { Feature, Network } from './network.ts';

/** Layer normalisation over the last axis (Ba et al. 2016, arXiv:1607.06450). */
export function layerNorm(network: Network, name: string, input: Feature, epsilon = 1e-6): Feature {
  const { channels } = input;
  const scale = network.constant(`${name}/scale`, [channels], 1);
  const bias = network.constant(`${name}/bias`, [channels], 0);
  const attributes = { axis: -1, epsilon: float(epsilon) };
  const value = network.node(name, 'LayerNormalization', [input.value, scale, bias], attributes);
  return { value, channels };
}
