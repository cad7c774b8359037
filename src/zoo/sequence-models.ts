import { BERT_BASE, BERT_MINI } from './sequence/bert.ts';
import { BERT_MINI_INT8 } from './sequence/bert-int8.ts';
import { CONFORMER_S } from './sequence/conformer.ts';
import { DISTILBERT } from './sequence/distilbert.ts';
import { DISTILGPT2 } from './sequence/distilgpt2.ts';
import { DLRM } from './sequence/dlrm.ts';
import { DS_CNN_L, DS_CNN_S } from './sequence/ds-cnn.ts';
import { MLP } from './sequence/mlp.ts';
import { N_BEATS } from './sequence/n-beats.ts';
import { NCF } from './sequence/ncf.ts';
import { T5_SMALL_ENCODER } from './sequence/t5-encoder.ts';
import { BIGRU_TAGGER, LSTM_TAGGER } from './sequence/taggers.ts';
import { WAVENET } from './sequence/wavenet.ts';
import type { ZooModel } from './zoo-model.ts';

/** Models of text, sound, tables and time series. */
export const SEQUENCE_MODELS: readonly ZooModel[] = [
  BERT_MINI,
  BERT_BASE,
  BERT_MINI_INT8,
  DISTILBERT,
  DISTILGPT2,
  T5_SMALL_ENCODER,
  LSTM_TAGGER,
  BIGRU_TAGGER,
  WAVENET,
  CONFORMER_S,
  DS_CNN_S,
  DS_CNN_L,
  MLP,
  NCF,
  DLRM,
  N_BEATS,
];
