import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { BERT_MINI } from '../../../src/zoo/sequence/bert.ts';
import { WAVENET } from '../../../src/zoo/sequence/wavenet.ts';
import { openModel } from '../../support/run-batch.ts';

const LENGTH = 20;

describe('what a result may depend on', () => {
  test('WaveNet hears the past and the present, never the future', async () => {
    const session = await openModel(WAVENET.build());
    const audio = tokens((i) => (37 * i) % 256);
    const before = await run(session, { audio }, 'logits');
    const after = await run(session, { audio: withOther(audio, 12, 7) }, 'logits');
    const changed = changedColumns(before, after);
    expect(changed.slice(0, 12)).toEqual(new Array(12).fill(false));
    expect(changed.slice(12, 14)).toEqual([true, true]);
    await session.release();
  });

  test('BERT does not look at tokens the mask hides', async () => {
    const session = await openModel(BERT_MINI.build());
    const ids = tokens((i) => 101 * (i + 1));
    const masks = {
      attention_mask: tokens((i) => Number(i < 15)),
      token_type_ids: tokens(() => 0),
    };
    const pooled = (input_ids: Tensor): Promise<Float32Array> =>
      run(session, { ...masks, input_ids }, 'pooler_output');
    const before = await pooled(ids);
    expect(await pooled(withOther(ids, 17, 7))).toEqual(before);
    expect(await pooled(withOther(ids, 12, 7))).not.toEqual(before);
    await session.release();
  });
});

async function run(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
  output: string,
): Promise<Float32Array> {
  return (await session.run(feeds))[output]?.data as Float32Array;
}

/** One sample of LENGTH integers. */
function tokens(valueAt: (index: number) => number): Tensor {
  const values = BigInt64Array.from({ length: LENGTH }, (_, i) => BigInt(valueAt(i)));
  return new Tensor('int64', values, [1, LENGTH]);
}

function withOther({ data }: Tensor, place: number, value: number): Tensor {
  return tokens((i) => (i === place ? value : Number(data[i])));
}

/** For each position of [1, channels, LENGTH] whether any channel differs. */
function changedColumns(a: Float32Array, b: Float32Array): readonly boolean[] {
  return Array.from({ length: LENGTH }, (_, position) =>
    a.some((v, i) => i % LENGTH === position && v !== b[i]),
  );
}
