import { fusedLayerNorm, writtenOutLayerNorm } from '../layers/transformer-norm.ts';
import { affine } from '../layers/transformer-projection.ts';
import type { ZooModel } from '../zoo-model.ts';
import { type BertSizes, bertGraph, FLOAT_EMBEDDING } from './bert-graph.ts';

/** Added to variances: `layer_norm_eps` of the published configurations. */
export const BERT_EPSILON = 1e-12;

export const MINI: BertSizes = { name: 'bert-mini', layers: 4, channels: 256 };
const BASE: BertSizes = { name: 'bert-base', layers: 12, channels: 768 };

/** The smaller model in the spelling of older exporters: layer normalisation written out in nine operators. */
export const BERT_MINI: ZooModel = {
  name: MINI.name,
  title: 'BERT-mini',
  family: 'bert',
  domain: 'text',
  paper:
    'I. Turc, M.-W. Chang, K. Lee, K. Toutanova: Well-Read Students Learn Better, 2019, arXiv:1908.08962; encoder and pooler of google/bert_uncased_L-4_H-256_A-4, layer normalisation written out',
  published: {
    parameters: 11_170_560,
    multiplyAccumulates: null,
    source:
      "google/bert_uncased_L-4_H-256_A-4 as Hugging Face's BertModel; the paper's table 1 says 11.3 million with the masked-language head (96,826 more)",
  },
  build: () =>
    bertGraph(MINI, () => ({
      norm: writtenOutLayerNorm(BERT_EPSILON),
      project: affine,
      embed: FLOAT_EMBEDDING,
    })),
};

export const BERT_BASE: ZooModel = {
  name: BASE.name,
  title: 'BERT-base',
  family: 'bert',
  domain: 'text',
  paper:
    'J. Devlin, M.-W. Chang, K. Lee, K. Toutanova: BERT, 2019, arXiv:1810.04805; encoder and pooler of bert-base-uncased',
  published: {
    parameters: 109_482_240,
    multiplyAccumulates: 11.25e9,
    source:
      "bert-base-uncased as Hugging Face's BertModel (110 million in the paper); 22.5 GFLOPs at 128 tokens: MobileBERT (arXiv:2004.02984), its table of GLUE results",
  },
  build: () =>
    bertGraph(BASE, () => ({
      norm: fusedLayerNorm(BERT_EPSILON),
      project: affine,
      embed: FLOAT_EMBEDDING,
    })),
};
