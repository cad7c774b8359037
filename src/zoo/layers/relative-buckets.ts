import type { Network } from './network.ts';
import { sizeOf } from './traced-shape.ts';

export interface Buckets {
  /** Buckets of both directions together. */
  readonly count: number;
  /** Distances from here on share the last bucket. */
  readonly farthest: number;
}

/**
 * T5's buckets of the distance between every two tokens (Raffel et al. 2020, section 2.1, arXiv:1910.10683): [S, S] of
 * indices, half of them for tokens before; small distances each have their own, larger ones share them logarithmically.
 * Written out as torch.onnx traces `_relative_position_bucket`.
 */
export function relativeBuckets(
  network: Network,
  name: string,
  tokens: string,
  { count, farthest }: Buckets,
): string {
  const node = (role: string, opType: string, inputs: readonly string[], attributes = {}): string =>
    network.node(`${name}/${role}`, opType, inputs, attributes);
  const integer = (role: string, value: number): string => network.index(`${name}/${role}`, value);
  const number = (role: string, value: number): string => network.number(`${name}/${role}`, value);
  const half = count / 2;
  const exact = half / 2;

  const offset = offsets(network, `${name}/offset`, tokens);
  const after = node('after', 'Greater', [offset, integer('zero', 0)]);
  const side = node('side', 'Cast', [after], { to: 7 });
  const base = node('base', 'Mul', [side, integer('half', half)]);
  const distance = node('distance', 'Abs', [offset]);
  const isNear = node('near', 'Less', [distance, integer('exact', exact)]);
  const real = node('real', 'Cast', [distance], { to: 1 });
  const ratio = node('ratio', 'Div', [real, number('unit', exact)]);
  const octaves = node('octaves', 'Div', [
    node('log', 'Log', [ratio]),
    number('range', Math.log(farthest / exact)),
  ]);
  const step = node('step', 'Mul', [octaves, number('steps', half - exact)]);
  const whole = node('whole', 'Cast', [step], { to: 7 });
  const far = node('far', 'Add', [whole, integer('first', exact)]);
  const capped = node('capped', 'Min', [far, integer('last', half - 1)]);
  const bucket = node('bucket', 'Where', [isNear, distance, capped]);
  return network.node(name, 'Add', [base, bucket]);
}

/** Position of the column minus position of the row. */
function offsets(network: Network, name: string, tokens: string): string {
  const limit = sizeOf(network, `${name}/count`, tokens, 1);
  const from = network.index(`${name}/from`, 0);
  const step = network.index(`${name}/step`, 1);
  const range = network.node(`${name}/range`, 'Range', [from, limit, step]);
  const along = (role: string, axis: number): string =>
    network.node(`${name}/${role}`, 'Unsqueeze', [
      range,
      network.integers(`${name}/${role}/axes`, [axis]),
    ]);
  return network.node(name, 'Sub', [along('columns', 0), along('rows', 1)]);
}
