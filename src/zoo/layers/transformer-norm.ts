import { layerNorm } from './layer-norm.ts';
import type { Feature, Network } from './network.ts';

/** A normalisation over the features of every token. */
export type Normalisation = (network: Network, name: string, input: Feature) => Feature;

/** Layer normalisation as one operator, which exporters use from opset 17 on. */
export function fusedLayerNorm(epsilon: number): Normalisation {
  return (network, name, input) => layerNorm(network, name, input, epsilon);
}

/** The same written out, as exporters did before opset 17: the runtime has to recognise it. */
export function writtenOutLayerNorm(epsilon: number): Normalisation {
  return (network, name, { value, channels }) => {
    const scale = network.constant(`${name}/weight`, [channels], 1);
    const bias = network.constant(`${name}/bias`, [channels], 0);
    const mean = network.node(`${name}/mean`, 'ReduceMean', [value], { axes: [-1] });
    const centred = network.node(`${name}/centred`, 'Sub', [value, mean]);
    const deviation = rootMeanSquare(network, name, centred, epsilon);
    const normal = network.node(`${name}/normal`, 'Div', [centred, deviation]);
    const scaled = network.node(`${name}/scaled`, 'Mul', [normal, scale]);
    return { value: network.node(name, 'Add', [scaled, bias]), channels };
  };
}

/** Root mean square normalisation (Zhang & Sennrich 2019, arXiv:1910.07467) written out as in T5: no mean, no bias. */
export function rmsNorm(epsilon: number): Normalisation {
  return (network, name, { value, channels }) => {
    const scale = network.constant(`${name}/weight`, [channels], 1);
    const root = rootMeanSquare(network, name, value, epsilon);
    const one = network.number(`${name}/one`, 1);
    const inverse = network.node(`${name}/inverse`, 'Div', [one, root]);
    const normal = network.node(`${name}/normal`, 'Mul', [value, inverse]);
    return { value: network.node(name, 'Mul', [scale, normal]), channels };
  };
}

function rootMeanSquare(network: Network, name: string, value: string, epsilon: number): string {
  const square = network.node(`${name}/square`, 'Pow', [
    value,
    network.number(`${name}/exponent`, 2),
  ]);
  const mean = network.node(`${name}/mean-square`, 'ReduceMean', [square], { axes: [-1] });
  const raised = network.node(`${name}/raised`, 'Add', [
    mean,
    network.number(`${name}/epsilon`, epsilon),
  ]);
  return network.node(`${name}/root`, 'Sqrt', [raised]);
}
