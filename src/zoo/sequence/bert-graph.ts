import type { ModelGraph } from '../../onnx/model-graph.ts';
import { type EmbeddingTable, embedding, positionsOf } from '../layers/embedding.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { postNormBlock, stack, sum, type TransformerBlock } from '../layers/transformer-block.ts';
import { additiveMask } from '../layers/transformer-mask.ts';
import type { Normalisation } from '../layers/transformer-norm.ts';
import type { Projection } from '../layers/transformer-projection.ts';
import { OPSET } from './opset.ts';

/** Sizes of one BERT; heads have 64 features and feed-forward layers four times as many as tokens. */
export interface BertSizes {
  readonly name: string;
  readonly layers: number;
  /** Features of a token. */
  readonly channels: number;
}

/** How the learnt parts are computed. */
export interface BertParts {
  readonly norm: Normalisation;
  readonly project: Projection;
  readonly embed: Embed;
}

/** Looks up a learnt table. */
export type Embed = (
  network: Network,
  name: string,
  indices: string,
  table: EmbeddingTable,
) => Feature;

export const FLOAT_EMBEDDING: Embed = embedding;

/** bert-base-uncased's vocabulary, positions and token types. */
const WORDS = 30_522;
const POSITIONS = 512;
const TYPES = 2;
const HEAD_WIDTH = 64;

/**
 * BERT's encoder with its pooler: `input_ids`, `attention_mask`, `token_type_ids` [N, sequence] to `last_hidden_state`
 * [N, sequence, channels] and `pooler_output` [N, channels], reshapes traced as torch.onnx does. `parts` is given the
 * network, so that it can keep what the layers share.
 */
export function bertGraph(sizes: BertSizes, partsOf: (network: Network) => BertParts): ModelGraph {
  const { channels } = sizes;
  const network = createNetwork(sizes.name);
  const parts = partsOf(network);
  const [ids, mask, types] = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
    network.graph.input(name, 'int64', ['N', 'sequence']),
  ) as [string, string, string];
  const words = embeddings(network, { ids, types }, channels, parts);
  const hidden = additiveMask(network, 'mask', mask);
  const block = blockOf(network, channels, parts, hidden);
  const tokens = stack(sizes.layers, words, 'last_hidden_state', (name, input) =>
    postNormBlock(network, name, input, block),
  );
  network.graph.output(tokens.value, 'float32', ['N', 'sequence', channels]);
  network.graph.output(pooler(network, tokens, parts.project), 'float32', ['N', channels]);
  return network.graph.model(OPSET);
}

/** What all layers share. */
function blockOf(
  network: Network,
  channels: number,
  { norm, project }: BertParts,
  mask: string,
): TransformerBlock {
  return {
    norm,
    attention: {
      heads: channels / HEAD_WIDTH,
      headWidth: HEAD_WIDTH,
      project,
      scaling: 'scores',
      views: 'traced',
      adjust: (name, scores) => network.node(name, 'Add', [scores, mask]),
    },
    feedForward: { channels: 4 * channels, activation: 'gelu', project },
  };
}

/** Words, token types and positions, added and normalised. */
function embeddings(
  network: Network,
  { ids, types }: { readonly ids: string; readonly types: string },
  channels: number,
  { embed, norm }: BertParts,
): Feature {
  const table = (role: string, indices: string, rows: number): Feature =>
    embed(network, `embeddings/${role}`, indices, { rows, channels });
  const places = positionsOf(network, 'embeddings/places', ids, POSITIONS);
  const words = table('words', ids, WORDS);
  const typed = sum(network, 'embeddings/typed', words, table('types', types, TYPES));
  const placed = sum(network, 'embeddings/placed', typed, table('positions', places, POSITIONS));
  return norm(network, 'embeddings/norm', placed);
}

/** tanh of a projection of the first token. */
function pooler(network: Network, tokens: Feature, project: Projection): string {
  const first = network.index('pooler/index', 0);
  const value = network.node('pooler/first', 'Gather', [tokens.value, first], { axis: 1 });
  const pooled = project(
    network,
    'pooler/dense',
    { value, channels: tokens.channels },
    tokens.channels,
  );
  return network.node('pooler_output', 'Tanh', [pooled.value]);
}
