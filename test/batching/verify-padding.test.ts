import { expect, it } from 'vitest';
import type { RunOutput } from '../../src/batching/compare-outputs.ts';
import {
  leadingBlock,
  type PaddedRunner,
  type PaddingProof,
  verifyPadding,
} from '../../src/batching/verify-padding.ts';

const output = (shape: readonly number[], numbers: readonly number[]): RunOutput => ({
  name: 'y',
  shape,
  numbers,
  isInteger: false,
});

/** A model that gives back its positions; it runs at the lengths that `takes` accepts. */
const runner =
  (takes: (length: number) => boolean): PaddedRunner =>
  async (rows, { lengths, paddedTo }) => {
    if (!takes(paddedTo)) return { failure: `no length of ${paddedTo}` };
    const numbers = rows.flatMap((row, i) =>
      Array.from({ length: paddedTo }, (_, at) => (at < (lengths[i] ?? 0) ? row + at : -paddedTo)),
    );
    return { outputs: [output([rows.length, paddedTo], numbers)] };
  };

const proof: PaddingProof = {
  lengths: [3, 8, 16],
  paddedTo: 16,
  ownBucket: (length) => 2 ** Math.ceil(Math.log2(length)),
  baseBatch: 1,
  isBatched: true,
  outputs: [{ name: 'y', batchAxis: 0 }],
};

it('compares what is real only', async () => {
  const verdict = await verifyPadding(
    runner(() => true),
    proof,
  );
  expect(verdict).toEqual({ status: 'harmless', deviation: 0 });
});

it('runs a length that the model does not take in its own bucket', async () => {
  const verdict = await verifyPadding(
    runner((length) => length % 4 === 0),
    proof,
  );
  expect(verdict).toEqual({ status: 'harmless', deviation: 0 });
});

it('says at which length the model does not run', async () => {
  const short = await verifyPadding(
    runner((length) => length < 16),
    proof,
  );
  expect(short).toMatchObject({ status: 'failed', length: 16, reason: 'no length of 16' });
  const long = await verifyPadding(
    runner((length) => length > 4),
    proof,
  );
  expect(long).toMatchObject({ status: 'failed', length: 4 });
});

it('cuts a block from the origin along every axis', () => {
  const whole = output([2, 3, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect([...Array.from(leadingBlock(whole, [2, 2, 1]).numbers)]).toEqual([0, 2, 6, 8]);
  expect(leadingBlock(whole, [2, 4, 2])).toBe(whole);
});
