import type { Network } from './network.ts';

/** √(2/π) and the cubic term of Hendrycks & Gimpel 2016 (arXiv:1606.08415), section 2. */
const FACTOR = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³))), written out as GPT-2's exports have it. */
export function geluTanh(network: Network, name: string, value: string): string {
  const number = (role: string, of: number): string => network.number(`${name}/${role}`, of);
  const node = (role: string, opType: string, ...inputs: string[]): string =>
    network.node(`${name}/${role}`, opType, inputs);
  const cube = node('cube', 'Pow', value, number('three', 3));
  const curved = node('curved', 'Mul', cube, number('cubic', CUBIC));
  const bent = node('bent', 'Add', value, curved);
  const scaled = node('scaled', 'Mul', bent, number('factor', FACTOR));
  const raised = node('raised', 'Add', node('tanh', 'Tanh', scaled), number('one', 1));
  const half = node('halved', 'Mul', value, number('half', 0.5));
  return network.node(name, 'Mul', [half, raised]);
}
