import { tensorFrom } from '../../onnx/tensor-from.ts';
import type { Feature, Network } from './network.ts';
import { sizeOf, sliceAlong } from './traced-shape.ts';

/** Deviation of BERT's and GPT-2's initial embeddings. */
const DEVIATION = 0.02;

export interface EmbeddingTable {
  readonly rows: number;
  /** Features of a row. */
  readonly channels: number;
  readonly deviation?: number;
}

/** Rows of a learnt table, one for every index: [N, S] to [N, S, channels]. */
export function embedding(
  network: Network,
  name: string,
  indices: string,
  { rows, channels, deviation = DEVIATION }: EmbeddingTable,
): Feature {
  const table = network.weight(`${name}/weight`, [rows, channels], deviation);
  return { value: lookUp(network, name, table, indices), channels };
}

/** Rows of any table. */
export function lookUp(network: Network, name: string, table: string, indices: string): string {
  return network.node(name, 'Gather', [table, indices], { axis: 0 });
}

/** Positions 0, 1, … of the tokens [N, S]: a slice [1, S] of a stored list of `limit`, as in BERT. */
export function positionsOf(network: Network, name: string, tokens: string, limit: number): string {
  const all = Array.from({ length: limit }, (_, i) => i);
  const stored = network.graph.initialiser(tensorFrom('int64', [1, limit], all, `${name}/all`));
  const count = sizeOf(network, `${name}/count`, tokens, 1);
  return sliceAlong(network, name, stored, 1, [0, count]);
}
