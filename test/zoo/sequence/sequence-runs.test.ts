import { describe, expect, test } from 'vitest';
import { shapeRuleOf } from '../../../operators/catalogue.ts';
import { inferShapes } from '../../../src/onnx/shape-inference.ts';
import { BERT_MINI } from '../../../src/zoo/sequence/bert.ts';
import { BERT_MINI_INT8 } from '../../../src/zoo/sequence/bert-int8.ts';
import { CONFORMER_S } from '../../../src/zoo/sequence/conformer.ts';
import { DLRM } from '../../../src/zoo/sequence/dlrm.ts';
import { DS_CNN_L, DS_CNN_S } from '../../../src/zoo/sequence/ds-cnn.ts';
import { MLP } from '../../../src/zoo/sequence/mlp.ts';
import { N_BEATS } from '../../../src/zoo/sequence/n-beats.ts';
import { NCF } from '../../../src/zoo/sequence/ncf.ts';
import { T5_SMALL_ENCODER } from '../../../src/zoo/sequence/t5-encoder.ts';
import { BIGRU_TAGGER, LSTM_TAGGER } from '../../../src/zoo/sequence/taggers.ts';
import { WAVENET } from '../../../src/zoo/sequence/wavenet.ts';
import { feedMaker, openModel, runModel } from '../../support/run-model.ts';

const QUICK = [
  BERT_MINI,
  BERT_MINI_INT8,
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

/** A scale for the whole tensor makes samples of a batch depend on each other a little. */
const TOLERANCE = new Map([[BERT_MINI_INT8.name, 0.3]]);

const SMALLEST_NORMAL = 2 ** -126;

describe.each(QUICK.map((model) => [model.name, model] as const))('%s', (name, zoo) => {
  test('gives sane, distinct results at two batch sizes and two lengths, of the shapes inferred', async () => {
    const model = zoo.build();
    const session = await openModel(model);
    const feeds = feedMaker(model);
    for (const length of [24, 37]) {
      const together = feeds(3, length);
      const single = await runModel(session, feeds(1, length));
      const shapes = new Map(Object.entries(together).map(([k, t]) => [k, { shape: t.dims }]));
      const inferred = inferShapes(model, shapes, shapeRuleOf).values;
      for (const [output, { data, dims }] of await runModel(session, together)) {
        expect(dims).toEqual(inferred.get(output)?.shape);
        expectSane(data);
        const first = data.subarray(0, data.length / 3);
        const second = data.subarray(data.length / 3, (2 * data.length) / 3);
        const reference = single.get(output)?.data ?? new Float32Array();
        expect(largestDifference(first, reference)).toBeLessThan(TOLERANCE.get(name) ?? 1e-3);
        expect(largestDifference(first, second)).toBeGreaterThan(1e-3);
      }
    }
    await session.release();
  });
});

function expectSane(data: Float32Array): void {
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  const variance = data.reduce((a, b) => a + (b - mean) ** 2, 0) / data.length;
  expect(Math.sqrt(variance)).toBeGreaterThan(1e-3);
  expect(Math.sqrt(variance)).toBeLessThan(1e3);
  expect(data.every((v) => Number.isFinite(v))).toBe(true);
  expect(data.some((v) => v !== 0 && Math.abs(v) < SMALLEST_NORMAL)).toBe(false);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, v, i) => Math.max(largest, Math.abs(v - (b[i] ?? Number.NaN))), 0);
}
