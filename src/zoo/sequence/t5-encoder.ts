import type { ModelGraph } from '../../onnx/model-graph.ts';
import { embedding } from '../layers/embedding.ts';
import { createNetwork, type Network } from '../layers/network.ts';
import { relativeBuckets } from '../layers/relative-buckets.ts';
import { preNormBlock, stack, type TransformerBlock } from '../layers/transformer-block.ts';
import { additiveMask } from '../layers/transformer-mask.ts';
import { rmsNorm } from '../layers/transformer-norm.ts';
import { withoutBias } from '../layers/transformer-projection.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

/** config.json of t5-small. */
const SIZES = {
  layers: 6,
  channels: 512,
  heads: 8,
  headWidth: 64,
  hidden: 2048,
  words: 32_128,
  buckets: { count: 32, farthest: 128 },
} as const;
const NORM = rmsNorm(1e-6);

export const T5_SMALL_ENCODER: ZooModel = {
  name: 't5-small-encoder',
  title: 'T5-small encoder',
  family: 't5',
  domain: 'text',
  paper:
    'C. Raffel et al.: Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer, 2020, arXiv:1910.10683; encoder of t5-small',
  published: {
    parameters: 35_330_816,
    multiplyAccumulates: null,
    source: "t5-small as Hugging Face's T5EncoderModel (60.5 million with the decoder)",
  },
  build: t5Encoder,
};

/** `input_ids` and `attention_mask` [N, sequence] to `last_hidden_state` [N, sequence, 512]. */
function t5Encoder(): ModelGraph {
  const { channels } = SIZES;
  const network = createNetwork('t5-small-encoder');
  const ids = network.graph.input('input_ids', 'int64', ['N', 'sequence']);
  const mask = network.graph.input('attention_mask', 'int64', ['N', 'sequence']);
  const words = embedding(network, 'shared', ids, {
    rows: SIZES.words,
    channels,
    deviation: 1,
  });
  const block = blockOf(network, positionBias(network, ids, mask));
  const last = stack(SIZES.layers, words, 'last', (name, input) =>
    preNormBlock(network, name, input, block),
  );
  const normal = NORM(network, 'last_hidden_state', last);
  network.graph.output(normal.value, 'float32', ['N', 'sequence', channels]);
  return network.graph.model(OPSET);
}

function blockOf(network: Network, bias: string): TransformerBlock {
  const { heads, headWidth, hidden } = SIZES;
  return {
    norm: NORM,
    attention: {
      heads,
      headWidth,
      project: withoutBias,
      scaling: 'none',
      views: 'traced',
      adjust: (name, scores) => network.node(name, 'Add', [scores, bias]),
    },
    feedForward: { channels: hidden, activation: 'relu', project: withoutBias },
  };
}

/** A learnt number per head for the distance of two tokens, shared by all layers, and the mask: [N, heads, S, S]. */
function positionBias(network: Network, ids: string, mask: string): string {
  const { buckets, heads } = SIZES;
  const bucket = relativeBuckets(network, 'bias/buckets', ids, buckets);
  const table = { rows: buckets.count, channels: heads, deviation: 0.5 };
  const found = embedding(network, 'bias/table', bucket, table);
  const byHead = network.node('bias/heads', 'Transpose', [found.value], { perm: [2, 0, 1] });
  const axes = network.integers('bias/axes', [0]);
  const four = network.node('bias/four', 'Unsqueeze', [byHead, axes]);
  return network.node('bias', 'Add', [four, additiveMask(network, 'bias/mask', mask)]);
}
