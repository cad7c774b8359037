import type { ModelGraph } from '../../onnx/model-graph.ts';
import { embedding, positionsOf } from '../layers/embedding.ts';
import { createNetwork, type Feature, type Network } from '../layers/network.ts';
import { postNormBlock, stack, sum, type TransformerBlock } from '../layers/transformer-block.ts';
import { hideByMask } from '../layers/transformer-mask.ts';
import { fusedLayerNorm } from '../layers/transformer-norm.ts';
import { affine } from '../layers/transformer-projection.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

/** config.json of distilbert-base-uncased. */
const SIZES = { layers: 6, channels: 768, heads: 12, words: 30_522, positions: 512 } as const;
const NORM = fusedLayerNorm(1e-12);

export const DISTILBERT: ZooModel = {
  name: 'distilbert',
  title: 'DistilBERT',
  family: 'bert',
  domain: 'text',
  paper:
    'V. Sanh, L. Debut, J. Chaumond, T. Wolf: DistilBERT, 2019, arXiv:1910.01108; encoder of distilbert-base-uncased',
  published: {
    parameters: 66_362_880,
    multiplyAccumulates: null,
    source:
      "distilbert-base-uncased as Hugging Face's DistilBertModel (66 million in the paper's table 3)",
  },
  build: distilbert,
};

/** `input_ids` and `attention_mask` [N, sequence] to `last_hidden_state`: no token types, no pooler, constant views. */
function distilbert(): ModelGraph {
  const network = createNetwork('distilbert');
  const ids = network.graph.input('input_ids', 'int64', ['N', 'sequence']);
  const mask = network.graph.input('attention_mask', 'int64', ['N', 'sequence']);
  const block = blockOf(network, mask);
  const words = embeddings(network, ids);
  const tokens = stack(SIZES.layers, words, 'last_hidden_state', (name, input) =>
    postNormBlock(network, name, input, block),
  );
  network.graph.output(tokens.value, 'float32', ['N', 'sequence', SIZES.channels]);
  return network.graph.model(OPSET);
}

function blockOf(network: Network, mask: string): TransformerBlock {
  const { channels, heads } = SIZES;
  return {
    norm: NORM,
    attention: {
      heads,
      headWidth: channels / heads,
      project: affine,
      scaling: 'queries',
      views: 'constant',
      adjust: (name, scores) => hideByMask(network, name, scores, mask),
    },
    feedForward: { channels: 4 * channels, activation: 'gelu', project: affine },
  };
}

function embeddings(network: Network, ids: string): Feature {
  const { channels, words, positions } = SIZES;
  const places = positionsOf(network, 'embeddings/places', ids, positions);
  const found = embedding(network, 'embeddings/words', ids, { rows: words, channels });
  const placed = embedding(network, 'embeddings/positions', places, { rows: positions, channels });
  return NORM(network, 'embeddings/norm', sum(network, 'embeddings/sum', found, placed));
}
