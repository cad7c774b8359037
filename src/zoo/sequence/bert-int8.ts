import { dynamicQuantisation } from '../layers/dynamic-quantisation.ts';
import { writtenOutLayerNorm } from '../layers/transformer-norm.ts';
import type { ZooModel } from '../zoo-model.ts';
import { BERT_EPSILON, BERT_MINI, MINI } from './bert.ts';
import { bertGraph } from './bert-graph.ts';

/**
 * BERT-mini after onnxruntime's quantize_dynamic: products with weights in integers, tables in int8, the rest in float32.
 * The scale of an activation is that of the whole tensor, so that a sample's result depends a little on its batch.
 */
export const BERT_MINI_INT8: ZooModel = {
  name: 'bert-mini-int8-dynamic',
  title: 'BERT-mini, int8 (dynamic)',
  family: 'bert',
  domain: 'text',
  paper: `${BERT_MINI.paper}; quantised as by quantize_dynamic of onnxruntime.quantization with its default options`,
  published: BERT_MINI.published,
  build: () =>
    bertGraph({ ...MINI, name: 'bert-mini-int8-dynamic' }, (network) => ({
      ...dynamicQuantisation(network, 'bert-mini-int8-dynamic'),
      norm: writtenOutLayerNorm(BERT_EPSILON),
    })),
};
