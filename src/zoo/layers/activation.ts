import { float } from '../../onnx/attributes-from.ts';
import type { Network } from './network.ts';

export type Activation =
  | 'none'
  | 'relu'
  | 'relu6'
  | 'leaky-relu'
  | 'hard-swish'
  | 'silu'
  | 'gelu'
  | 'sigmoid';

/** Slope of the leaky ReLU below zero, as in Darknet. */
const LEAK = 0.1;

/**
 * The deviation g of a layer's sums at which its activation f neither amplifies nor damps: E[f(g·z)²] = 1 for standard
 * normal z. √2 for ReLU (He et al. 2015, arXiv:1502.01852, equation 10); the smooth ones solved numerically.
 */
const GAINS: Readonly<Record<Activation, number>> = {
  none: 1,
  relu: Math.SQRT2,
  relu6: Math.SQRT2,
  'leaky-relu': Math.sqrt(2 / (1 + LEAK ** 2)),
  'hard-swish': 1.567,
  silu: 1.559,
  gelu: 1.468,
  sigmoid: 1,
};

/**
 * Factor of 1/√(fan-in) for the deviation of a layer's weights that keeps the mean square of features about 1 through the
 * layer and the activation after it.
 */
export function gainOf(activation: Activation): number {
  return GAINS[activation];
}

/** Adds the activation, spelt as exporters spell it, under the name given; 'none' adds nothing. */
export function activate(
  network: Network,
  name: string,
  value: string,
  activation: Activation,
): string {
  switch (activation) {
    case 'none':
      return value;
    case 'relu':
      return network.node(name, 'Relu', [value]);
    case 'relu6': {
      const bounds = [network.number(`${name}/min`, 0), network.number(`${name}/max`, 6)];
      return network.node(name, 'Clip', [value, ...bounds]);
    }
    case 'leaky-relu':
      return network.node(name, 'LeakyRelu', [value], { alpha: float(LEAK) });
    case 'hard-swish':
      return network.node(name, 'HardSwish', [value]);
    case 'silu': {
      const gate = network.node(`${name}/sigmoid`, 'Sigmoid', [value]);
      return network.node(name, 'Mul', [value, gate]);
    }
    case 'gelu':
      return gelu(network, name, value);
    case 'sigmoid':
      return network.node(name, 'Sigmoid', [value]);
  }
}

/** x/2 · (1 + erf(x/√2)) (Hendrycks & Gimpel 2016, arXiv:1606.08415). */
function gelu(network: Network, name: string, value: string): string {
  const number = (label: string, of: number): string => network.number(`${name}/${label}`, of);
  const scaled = network.node(`${name}/div`, 'Div', [value, number('root', Math.SQRT2)]);
  const erf = network.node(`${name}/erf`, 'Erf', [scaled]);
  const raised = network.node(`${name}/add`, 'Add', [erf, number('one', 1)]);
  const product = network.node(`${name}/mul`, 'Mul', [value, raised]);
  return network.node(name, 'Mul', [product, number('half', 0.5)]);
}
