import type { ModelGraph } from '../../onnx/model-graph.ts';
import { lookUp } from '../layers/embedding.ts';
import { geluTanh } from '../layers/gelu-tanh.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { sizeOf, tracedReshape } from '../layers/traced-shape.ts';
import { type Attention, attend } from '../layers/transformer-attention.ts';
import { stack, sum } from '../layers/transformer-block.ts';
import { causalTriangle, hideFuture } from '../layers/transformer-mask.ts';
import { fusedLayerNorm } from '../layers/transformer-norm.ts';
import type { Projection } from '../layers/transformer-projection.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

/** config.json of distilgpt2: GPT-2 small with every other layer. */
const SIZES = { layers: 6, channels: 768, heads: 12, words: 50_257, positions: 1024 } as const;
const NORM = fusedLayerNorm(1e-5);

export const DISTILGPT2: ZooModel = {
  name: 'distilgpt2',
  title: 'DistilGPT-2',
  family: 'gpt2',
  domain: 'text',
  paper:
    'A. Radford et al.: Language Models are Unsupervised Multitask Learners, 2019 (layers); V. Sanh et al., arXiv:1910.01108 (their number); distilgpt2 with its language head, without a cache of past tokens',
  published: {
    parameters: 81_912_576,
    multiplyAccumulates: null,
    source:
      "distilgpt2 as Hugging Face's GPT2LMHeadModel, head and word table shared (82 million in its model card)",
  },
  build: distilgpt2,
};

/** `input_ids` [N, sequence] to `logits` [N, sequence, 50257] of the next token. */
function distilgpt2(): ModelGraph {
  const { channels, heads, layers, words } = SIZES;
  const network = createNetwork('distilgpt2');
  const ids = network.graph.input('input_ids', 'int64', ['N', 'sequence']);
  const table = network.weight('wte', [words, channels], 0.02);
  const tokens = embeddings(network, ids, table);
  const triangle = causalTriangle(network, 'triangle', SIZES.positions);
  const attention: Attention = {
    heads,
    headWidth: channels / heads,
    project: convolution1,
    scaling: 'scores',
    views: 'traced',
    adjust: (name, scores) => hideFuture(network, name, scores, triangle),
  };
  const last = stack(layers, tokens, 'last', (name, input) =>
    block(network, name, input, attention),
  );
  const normal = NORM(network, 'ln_f', last);
  const head = network.node('lm_head/weight', 'Transpose', [table], { perm: [1, 0] });
  const logits = network.node('logits', 'MatMul', [normal.value, head]);
  network.graph.output(logits, 'float32', ['N', 'sequence', words]);
  return network.graph.model(OPSET);
}

/** Words and positions 0, 1, … (a Range up to the traced length). */
function embeddings(network: Network, ids: string, table: string): Feature {
  const { channels, positions } = SIZES;
  const limit = sizeOf(network, 'positions/count', ids, 1);
  const [zero, one] = [0, 1].map((value) => network.index(`positions/${value}`, value));
  const range = network.node('positions/range', 'Range', [zero ?? '', limit, one ?? '']);
  const places = network.node('positions', 'Unsqueeze', [
    range,
    network.integers('positions/axes', [0]),
  ]);
  const found = { value: lookUp(network, 'words', table, ids), channels };
  const learnt = network.weight('wpe', [positions, channels], 0.02);
  const placed = { value: lookUp(network, 'places', learnt, places), channels };
  return sum(network, 'embeddings', found, placed);
}

function block(network: Network, name: string, input: Feature, attention: Attention): Feature {
  const attended = fusedAttention(
    network,
    `${name}/attn`,
    NORM(network, `${name}/ln_1`, input),
    attention,
  );
  const middle = sum(network, `${name}/attn/sum`, attended, input);
  const normal = NORM(network, `${name}/ln_2`, middle);
  const hidden = convolution1(network, `${name}/mlp/c_fc`, normal, 4 * input.channels);
  const value = geluTanh(network, `${name}/mlp/gelu`, hidden.value);
  const active = { value, channels: hidden.channels };
  const fed = convolution1(network, `${name}/mlp/c_proj`, active, input.channels);
  return sum(network, name, middle, fed);
}

/** Queries, keys and values come from one projection and are split. */
function fusedAttention(
  network: Network,
  name: string,
  input: Feature,
  attention: Attention,
): Feature {
  const { channels } = input;
  const all = attention.project(network, `${name}/c_attn`, input, 3 * channels);
  const outputs = ['queries', 'keys', 'values'].map((role) => `${name}/${role}/flat`);
  const split = network.integers(`${name}/sizes`, [channels, channels, channels]);
  network.graph.node(
    'Split',
    [all.value, split],
    { axis: -1 },
    { name: `${name}/thirds`, outputs },
  );
  const [queries = '', keys = '', values = ''] = outputs;
  const context = attend(network, name, { queries, keys, values }, attention);
  return attention.project(network, `${name}/c_proj`, context, channels);
}

/** OpenAI's Conv1D: all tokens as rows of one matrix, a Gemm, and back, with traced sizes. */
const convolution1: Projection = (network, name, { value, channels: from }, channels) => {
  const batch = sizeOf(network, `${name}/batch`, value, 0);
  const tokens = sizeOf(network, `${name}/tokens`, value, 1);
  const rows = tracedReshape(network, `${name}/rows`, value, [-1, from]);
  const weight = network.weight(`${name}/weight`, [from, channels], 1 / Math.sqrt(from));
  const bias = network.constant(`${name}/bias`, [channels], 0);
  const product = network.node(`${name}/product`, 'Gemm', [rows, weight, bias]);
  const shaped = tracedReshape(network, name, product, [batch, tokens, channels]);
  return { value: shaped, channels };
};
