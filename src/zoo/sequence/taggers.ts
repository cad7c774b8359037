import type { ModelGraph } from '../../onnx/model-graph.ts';
import { embedding } from '../layers/embedding.ts';
import { linear } from '../layers/linear.ts';
import { createNetwork } from '../layers/network.ts';
import { type RecurrentSpec, recurrentLayer } from '../layers/recurrent-layer.ts';
import type { ZooModel } from '../zoo-model.ts';
import { OPSET } from './opset.ts';

interface TaggerSizes {
  readonly name: string;
  readonly words: number;
  /** Features of a word. */
  readonly channels: number;
  readonly layer: RecurrentSpec;
  readonly tags: number;
}

/** Both papers start from SENNA's 130,000 words of 50 features (Collobert et al. 2011, arXiv:1103.0398). */
const SENNA = { words: 130_000, channels: 50 } as const;

const LSTM: TaggerSizes = {
  ...SENNA,
  name: 'lstm-tagger',
  layer: { cell: 'LSTM', hidden: 300, direction: 'forward', initialStates: 'omitted' },
  tags: 45,
};

const GRU: TaggerSizes = {
  ...SENNA,
  name: 'bigru-tagger',
  layer: { cell: 'GRU', hidden: 300, direction: 'bidirectional', initialStates: 'traced' },
  tags: 9,
};

/** The 45 tags of the Penn Treebank. */
export const LSTM_TAGGER: ZooModel = {
  name: LSTM.name,
  title: 'LSTM tagger',
  family: 'recurrent-tagger',
  domain: 'text',
  paper:
    'Z. Huang, W. Xu, K. Yu: Bidirectional LSTM-CRF Models for Sequence Tagging, 2015, arXiv:1508.01991; the LSTM network of section 2.1 with 300 cells, for parts of speech',
  published: {
    parameters: 6_935_945,
    multiplyAccumulates: null,
    source:
      'not printed; follows from the sizes: 130,000·50 + 4·300·(50 + 300 + 2) + (300 + 1)·45, with two biases per gate as ONNX has',
  },
  build: () => tagger(LSTM),
};

/** The 9 tags of CoNLL 2003's names. */
export const BIGRU_TAGGER: ZooModel = {
  name: GRU.name,
  title: 'Bidirectional GRU tagger',
  family: 'recurrent-tagger',
  domain: 'text',
  paper:
    'Z. Yang, R. Salakhutdinov, W. Cohen: Multi-Task Cross-Lingual Sequence Tagging from Scratch, 2016, arXiv:1603.06270; its word-level GRU of 300 cells each way, without the characters and the CRF',
  published: {
    parameters: 7_139_009,
    multiplyAccumulates: null,
    source:
      'not printed; follows from the sizes: 130,000·50 + 2·3·300·(50 + 300 + 2) + (600 + 1)·9, with two biases per gate as ONNX has',
  },
  build: () => tagger(GRU),
};

/** `words` [N, sequence] to `scores` [N, sequence, tags]. */
function tagger({ name, words, channels, layer, tags }: TaggerSizes): ModelGraph {
  const network = createNetwork(name);
  const ids = network.graph.input('words', 'int64', ['N', 'sequence']);
  const table = { rows: words, channels, deviation: 1 };
  const found = embedding(network, 'embedding', ids, table);
  const states = recurrentLayer(network, 'recurrent', found, layer);
  const scores = linear(network, 'scores', states, { channels: tags });
  network.graph.output(scores.value, 'float32', ['N', 'sequence', tags]);
  return network.graph.model(OPSET);
}
