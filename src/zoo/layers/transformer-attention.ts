import type { Feature, Network } from './network.ts';
import { sizeOf, tracedReshape } from './traced-shape.ts';
import type { Projection } from './transformer-projection.ts';

/** What is the same in all attention layers of a model. */
export interface Attention {
  readonly heads: number;
  /** Features of one head. */
  readonly headWidth: number;
  readonly project: Projection;
  /** What is divided by √headWidth; T5 folds it into its weights. */
  readonly scaling: 'scores' | 'queries' | 'none';
  /** Masks the scores [N, heads, S, S] or adds a bias for the positions, in nodes under the name given. */
  readonly adjust?: (name: string, scores: string) => string;
  /** Whether reshapes carry traced sizes (Shape, Gather, Concat) or constants that copy the leading sizes. */
  readonly views: 'traced' | 'constant';
}

/** Queries, keys and values as [N, S, heads · headWidth]. */
export interface AttentionOperands {
  readonly queries: string;
  readonly keys: string;
  readonly values: string;
}

/** Multi-head self-attention (Vaswani et al. 2017, arXiv:1706.03762, section 3.2.2), unfused as exporters write it. */
export function selfAttention(
  network: Network,
  name: string,
  input: Feature,
  attention: Attention,
): Feature {
  const channels = attention.heads * attention.headWidth;
  const project = (role: string): string =>
    attention.project(network, `${name}/${role}`, input, channels).value;
  const operands = { queries: project('query'), keys: project('key'), values: project('value') };
  const context = attend(network, name, operands, attention);
  return attention.project(network, `${name}/output`, context, input.channels);
}

/** softmax(Q·Kᵀ / √headWidth) · V for every head, the heads joined again: [N, S, heads · headWidth]. */
export function attend(
  network: Network,
  name: string,
  operands: AttentionOperands,
  attention: Attention,
): Feature {
  const queries = splitHeads(network, `${name}/queries`, operands.queries, attention);
  const keys = splitHeads(network, `${name}/keys`, operands.keys, attention, true);
  const scores = scaledProduct(network, name, queries, keys, attention);
  return weigh(network, name, scores, operands.values, attention);
}

/** Softmax of the scores, weighted sum of the values, heads joined. */
export function weigh(
  network: Network,
  name: string,
  scores: string,
  values: string,
  attention: Attention,
): Feature {
  const adjusted = attention.adjust?.(`${name}/adjusted`, scores) ?? scores;
  const shares = network.node(`${name}/softmax`, 'Softmax', [adjusted], { axis: -1 });
  const split = splitHeads(network, `${name}/values`, values, attention);
  const context = network.node(`${name}/context`, 'MatMul', [shares, split]);
  return joinHeads(network, `${name}/joined`, context, attention);
}

function scaledProduct(
  network: Network,
  name: string,
  queries: string,
  keys: string,
  { scaling, headWidth }: Attention,
): string {
  const scaled = (value: string): string =>
    network.node(`${name}/scaled`, 'Div', [
      value,
      network.number(`${name}/root`, Math.sqrt(headWidth)),
    ]);
  const left = scaling === 'queries' ? scaled(queries) : queries;
  const product = network.node(`${name}/scores`, 'MatMul', [left, keys]);
  return scaling === 'scores' ? scaled(product) : product;
}

/** [N, S, heads · headWidth] to [N, heads, S, headWidth], or [N, heads, headWidth, S] to be the right operand. */
export function splitHeads(
  network: Network,
  name: string,
  value: string,
  { heads, headWidth, views }: Attention,
  transposed = false,
): string {
  const split = reshapeTokens(network, `${name}/split`, value, [heads, headWidth], views);
  const perm = transposed ? [0, 2, 3, 1] : [0, 2, 1, 3];
  return network.node(name, 'Transpose', [split], { perm });
}

function joinHeads(
  network: Network,
  name: string,
  value: string,
  { heads, headWidth, views }: Attention,
): Feature {
  const swapped = network.node(`${name}/swapped`, 'Transpose', [value], { perm: [0, 2, 1, 3] });
  const channels = heads * headWidth;
  return { value: reshapeTokens(network, name, swapped, [channels], views), channels };
}

/** Gives every token other axes; the two leading ones stay. */
function reshapeTokens(
  network: Network,
  name: string,
  value: string,
  axes: readonly number[],
  views: Attention['views'],
): string {
  if (views === 'constant') {
    const target = network.integers(`${name}/target`, [0, 0, ...axes]);
    return network.node(name, 'Reshape', [value, target]);
  }
  const batch = sizeOf(network, `${name}/batch`, value, 0);
  const tokens = sizeOf(network, `${name}/tokens`, value, 1);
  return tracedReshape(network, name, value, [batch, tokens, ...axes]);
}
