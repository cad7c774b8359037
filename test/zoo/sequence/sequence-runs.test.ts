import { describe, expect, test } from 'vitest';
import { shapeRuleOf } from '../../../operators/catalogue.ts';
import type { RunOutput } from '../../../src/batching/compare-outputs.ts';
import { rowOf } from '../../../src/batching/verify-batching.ts';
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
import { openModel, runRows } from '../../support/run-batch.ts';
import { sequenceFeeds } from '../../support/sequence-feeds.ts';

/** The quick ones, at least one of each kind of layer. */
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

const BATCH = 3;
const SMALLEST_NORMAL = 2 ** -126;

describe.each(QUICK.map((model) => [model.name, model] as const))('%s', (name, zoo) => {
  test('gives sane, distinct results at two batch sizes and two lengths, of the shapes inferred', async () => {
    const model = zoo.build();
    const session = await openModel(model);
    const feeds = sequenceFeeds(model);
    for (const length of [24, 37]) {
      const specs = feeds(length);
      const alone = await runRows(session, specs, [0]);
      const together = await runRows(session, specs, [0, 1, 2]);
      const shapes = new Map(specs.map((s) => [s.name, { shape: s.shape.with(0, BATCH) }]));
      const { values } = inferShapes(model, shapes, shapeRuleOf);
      together.forEach((output, i) => {
        expect(output.shape).toEqual(values.get(output.name)?.shape);
        expectSane(output.numbers);
        const [first, second] = [0, 1].map((row) => rowOf(output, 0, row, BATCH));
        const apart = TOLERANCE.get(name) ?? 1e-3;
        expect(largestDifference(first, alone[i])).toBeLessThan(apart);
        expect(largestDifference(first, second)).toBeGreaterThan(apart);
      });
    }
    await session.release();
  }, 20_000);
});

function expectSane(numbers: ArrayLike<number>): void {
  const all = Array.from(numbers);
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const variance = all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length;
  expect(Math.sqrt(variance)).toBeGreaterThan(1e-3);
  expect(Math.sqrt(variance)).toBeLessThan(1e3);
  expect(all.every(Number.isFinite)).toBe(true);
  expect(all.some((v) => v !== 0 && Math.abs(v) < SMALLEST_NORMAL)).toBe(false);
}

function largestDifference(
  a: RunOutput | null | undefined,
  b: RunOutput | null | undefined,
): number {
  const others = b?.numbers ?? [];
  return Array.from(a?.numbers ?? [Number.NaN]).reduce(
    (largest, v, i) => Math.max(largest, Math.abs(v - (others[i] ?? Number.NaN))),
    0,
  );
}
