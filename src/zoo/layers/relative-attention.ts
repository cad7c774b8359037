import { tensorFrom } from '../../onnx/tensor-from.ts';
import type { Feature, Network } from './network.ts';
import { sizeOf, sliceAlong, tracedReshape } from './traced-shape.ts';
import { type Attention, splitHeads, weigh } from './transformer-attention.ts';
import { withoutBias } from './transformer-projection.ts';

/** Longest wavelength of the sinusoids, over 2π (Vaswani et al. 2017, section 3.5). */
const LONGEST = 10_000;

/**
 * Sinusoids of the relative positions S−1, …, 1−S of the tokens [N, S, channels]: [1, 2·S−1, channels], sines before
 * cosines as in Transformer-XL.
 */
export function relativeSinusoids(network: Network, name: string, tokens: Feature): Feature {
  const { value, channels } = tokens;
  const node = (role: string, opType: string, ...inputs: string[]): string =>
    network.node(`${name}/${role}`, opType, inputs);
  const integer = (role: string, of: number): string => network.index(`${name}/${role}`, of);
  const count = sizeOf(network, `${name}/count`, value, 1);
  const back = integer('back', -1);
  const from = node('from', 'Add', count, back);
  const range = node('range', 'Range', from, node('end', 'Neg', count), back);
  const places = network.node(`${name}/places`, 'Cast', [range], { to: 1 });
  const axes = network.integers(`${name}/axes`, [0, 2]);
  const column = node('column', 'Unsqueeze', places, axes);
  const rates = Array.from({ length: channels / 2 }, (_, i) => LONGEST ** ((-2 * i) / channels));
  const row = tensorFrom('float32', [1, 1, rates.length], rates, `${name}/rates`);
  const angles = node('angles', 'Mul', column, network.graph.initialiser(row));
  const halves = [node('sin', 'Sin', angles), node('cos', 'Cos', angles)];
  return { value: network.node(name, 'Concat', halves, { axis: -1 }), channels };
}

/**
 * Self-attention with relative positions (Dai et al. 2019, arXiv:1901.02860, section 3.3): scores are
 * ((q + u)·k + shift((q + v)·p)) / √headWidth, with learnt u and v per head and projected sinusoids p.
 */
export function relativeAttention(
  network: Network,
  name: string,
  input: Feature,
  positions: Feature,
  attention: Attention,
): Feature {
  const { project, headWidth } = attention;
  const [queries = '', keys = '', values = ''] = ['query', 'key', 'value'].map(
    (role) => project(network, `${name}/${role}`, input, input.channels).value,
  );
  const places = withoutBias(network, `${name}/position`, positions, input.channels).value;
  const product = (role: string, right: string): string =>
    biasedProduct(network, `${name}/${role}`, queries, right, attention);
  const content = product('content', keys);
  const shifted = relativeShift(
    network,
    `${name}/shifted`,
    product('place', places),
    attention.heads,
  );
  const total = network.node(`${name}/total`, 'Add', [content, shifted]);
  const root = network.number(`${name}/root`, Math.sqrt(headWidth));
  const scores = network.node(`${name}/scores`, 'Div', [total, root]);
  const context = weigh(network, name, scores, values, attention);
  return project(network, `${name}/output`, context, input.channels);
}

/** (q + bias) · rightᵀ for every head: [N, heads, S, tokens of right]. */
function biasedProduct(
  network: Network,
  name: string,
  queries: string,
  right: string,
  attention: Attention,
): string {
  const { heads, headWidth } = attention;
  const bias = network.weight(`${name}/bias`, [heads * headWidth], 0.1);
  const raised = network.node(`${name}/raised`, 'Add', [queries, bias]);
  const left = splitHeads(network, `${name}/left`, raised, attention);
  const columns = splitHeads(network, `${name}/right`, right, attention, true);
  return network.node(name, 'MatMul', [left, columns]);
}

/**
 * From scores by relative position [N, heads, S, 2·S−1] to scores by key [N, heads, S, S]: a column of zeros in front,
 * rows and columns read the other way round, the first row dropped (Dai et al., appendix B).
 */
export function relativeShift(
  network: Network,
  name: string,
  scores: string,
  heads: number,
): string {
  const pads = network.integers(`${name}/pads`, [0, 0, 0, 1, 0, 0, 0, 0]);
  const padded = network.node(`${name}/padded`, 'Pad', [scores, pads]);
  const batch = sizeOf(network, `${name}/batch`, scores, 0);
  const tokens = sizeOf(network, `${name}/tokens`, scores, 2);
  const turned = tracedReshape(network, `${name}/turned`, padded, [batch, heads, -1, tokens]);
  const open = 2 ** 31 - 1;
  const dropped = sliceAlong(network, `${name}/dropped`, turned, 2, [1, open]);
  const back = tracedReshape(network, `${name}/back`, dropped, [batch, heads, tokens, -1]);
  return sliceAlong(network, name, back, 3, [0, tokens]);
}
