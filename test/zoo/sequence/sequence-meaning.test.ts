import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { BERT_MINI } from '../../../src/zoo/sequence/bert.ts';
import { WAVENET } from '../../../src/zoo/sequence/wavenet.ts';
import { feedMaker, openModel, runModel } from '../../support/run-model.ts';

const LENGTH = 20;

describe('what a result may depend on', () => {
  test('WaveNet hears the past and the present, never the future', async () => {
    const session = await openModel(WAVENET.build());
    const { audio } = feedMaker(WAVENET.build())(1, LENGTH);
    const before = await runModel(session, { audio: audio as Tensor });
    const after = await runModel(session, { audio: withOther(audio as Tensor, 12, 7n) });
    const changed = changedColumns(before.get('logits'), after.get('logits'));
    expect(changed.slice(0, 12)).toEqual(new Array(12).fill(false));
    expect(changed[12]).toBe(true);
    expect(changed[13]).toBe(true);
    await session.release();
  });

  test('BERT does not look at tokens the mask hides', async () => {
    const session = await openModel(BERT_MINI.build());
    const feeds = feedMaker(BERT_MINI.build())(1, LENGTH);
    const mask = BigInt64Array.from({ length: LENGTH }, (_, i) => (i < 15 ? 1n : 0n));
    const masked = { ...feeds, attention_mask: new Tensor('int64', mask, [1, LENGTH]) };
    const results = async (place: number) => {
      const input_ids = withOther(feeds['input_ids'] as Tensor, place, 7n);
      return (await runModel(session, { ...masked, input_ids })).get('pooler_output')?.data;
    };
    const before = (await runModel(session, masked)).get('pooler_output')?.data;
    expect(await results(17)).toEqual(before);
    expect(await results(12)).not.toEqual(before);
    await session.release();
  });
});

function withOther({ data, dims }: Tensor, place: number, value: bigint): Tensor {
  const numbers = BigInt64Array.from(data as BigInt64Array);
  numbers[place] = value;
  return new Tensor('int64', numbers, dims);
}

/** For each position of [1, channels, positions] whether any channel differs. */
function changedColumns(
  a: { readonly data: Float32Array } | undefined,
  b: { readonly data: Float32Array } | undefined,
): readonly boolean[] {
  const [left, right] = [a?.data ?? new Float32Array(), b?.data ?? new Float32Array()];
  return Array.from({ length: LENGTH }, (_, position) =>
    left.some((v, i) => i % LENGTH === position && v !== right[i]),
  );
}
