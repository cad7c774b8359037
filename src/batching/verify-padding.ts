import { printable } from '../core/printable.ts';
import { ofOneLength, type RequestBatch } from '../lengths/batch-cycle.ts';
import type { OutputSpec } from '../onnx/feed-spec.ts';
import {
  compareOutput,
  DEFAULT_TOLERANCE,
  type RunOutput,
  type Tolerance,
} from './compare-outputs.ts';
import { rowOf } from './verify-batching.ts';

/** Runs the model once on rows of the lengths and the padding given. */
export type PaddedRunner = (
  rows: readonly number[],
  batch: RequestBatch,
) => Promise<{ readonly outputs: readonly RunOutput[] } | { readonly failure: string }>;

export type PaddingVerdict =
  /** What is real comes out the same with padding and without. `deviation`: the largest difference seen. */
  | { readonly status: 'harmless'; readonly deviation: number }
  /** Padding changes results. */
  | { readonly status: 'harmful'; readonly deviation: number; readonly reason: string }
  /** The model does not run at one of the lengths. */
  | { readonly status: 'failed'; readonly length: number; readonly reason: string };

/** What is verified. */
export interface PaddingProof {
  /** Lengths of distinct samples, at least one; several where the model takes a batch of as many, else each is run by itself. */
  readonly lengths: readonly number[];
  readonly paddedTo: number;
  /** What a sample of some length is padded to where no other is longer. */
  readonly ownBucket: (length: number) => number;
  /** Samples per run of the file: 1, or the batch it is fixed to. */
  readonly baseBatch: number;
  readonly isBatched: boolean;
  readonly outputs: readonly OutputSpec[];
  readonly tolerance?: Tolerance;
}

/**
 * Runs samples padded (together, where the model takes batches) and each alone at its own length, and compares what belongs to
 * each: of outputs that grow with the sequence only the part that is real. A length that the model does not take unpadded is
 * run in its own bucket.
 */
export async function verifyPadding(
  run: PaddedRunner,
  proof: PaddingProof,
): Promise<PaddingVerdict> {
  const { lengths, paddedTo } = proof;
  if (proof.isBatched) {
    const rows = lengths.map((_, row) => row);
    return verifyBatch(run, proof, rows, { lengths, paddedTo });
  }
  let deviation = 0;
  for (const [row, length] of lengths.entries()) {
    const rows = samples(row, proof.baseBatch);
    const padded = { lengths: rows.map(() => length), paddedTo };
    const verdict = await verifyBatch(run, { ...proof, lengths: [length] }, rows, padded);
    if (verdict.status !== 'harmless') return verdict;
    deviation = Math.max(deviation, verdict.deviation);
  }
  return { status: 'harmless', deviation };
}

async function verifyBatch(
  run: PaddedRunner,
  proof: PaddingProof,
  rows: readonly number[],
  padded: RequestBatch,
): Promise<PaddingVerdict> {
  const { lengths, outputs, tolerance = DEFAULT_TOLERANCE } = proof;
  const together = await run(rows, padded);
  if ('failure' in together) return failed(padded.paddedTo, together.failure);
  let deviation = 0;
  for (const [i, length] of lengths.entries()) {
    const alone = await runAlone(run, rows[i] ?? i, length, proof);
    if ('failure' in alone) return failed(alone.paddedTo, alone.failure);
    const pair = {
      row: i,
      size: rows.length,
      alone: proof.baseBatch,
      realShare: length / alone.paddedTo,
    };
    for (const spec of outputs) {
      const compared = comparePadded(together.outputs, alone.outputs, { spec, ...pair }, tolerance);
      deviation = Math.max(deviation, compared.deviation);
      if (compared.message !== null) {
        const reason = `output ${printable(spec.name)} of a sample of ${length} padded to ${padded.paddedTo} ${compared.message}`;
        return { status: 'harmful', deviation, reason };
      }
    }
  }
  return { status: 'harmless', deviation };
}

/** A sample by itself, unpadded if the model takes that, and what it was padded to. */
async function runAlone(
  run: PaddedRunner,
  row: number,
  length: number,
  { baseBatch, ownBucket }: PaddingProof,
): Promise<Awaited<ReturnType<PaddedRunner>> & { readonly paddedTo: number }> {
  const rows = samples(row, baseBatch);
  const exact = await run(rows, ofOneLength(length, baseBatch));
  const paddedTo = ownBucket(length);
  if ('outputs' in exact || paddedTo === length) return { ...exact, paddedTo: length };
  const padded = await run(rows, { ...ofOneLength(length, baseBatch), paddedTo });
  return { ...padded, paddedTo };
}

function failed(length: number, reason: string): PaddingVerdict {
  return { status: 'failed', length, reason };
}

const samples = (row: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => row + i);

/** Which sample of one run is compared with the first of the other. */
export interface PaddedPair {
  readonly spec: OutputSpec;
  readonly row: number;
  readonly size: number;
  /** Samples in the other run. */
  readonly alone: number;
  /** How much of the sequence in the other run is real: 1 where it is not padded. */
  readonly realShare: number;
}

/**
 * One output of a sample that was padded against that of the sample alone, the padding cut away: along the axes on which the
 * two outputs differ in size.
 */
export function comparePadded(
  padded: readonly RunOutput[],
  alone: readonly RunOutput[],
  { spec: { name, batchAxis }, row, size, alone: count, realShare }: PaddedPair,
  tolerance: Tolerance,
): { readonly deviation: number; readonly message: string | null } {
  const mine = padded.find((o) => o.name === name);
  const theirs = alone.find((o) => o.name === name);
  const actual = mine === undefined ? null : rowOf(mine, batchAxis, row, size);
  const expected = theirs === undefined ? null : rowOf(theirs, batchAxis, 0, count);
  if (actual === null || expected === null) {
    return { deviation: Number.POSITIVE_INFINITY, message: 'does not hold one part per sample' };
  }
  const real = expected.shape.map((d, axis) =>
    d === actual.shape[axis] ? d : Math.ceil(d * realShare),
  );
  return compareOutput(leadingBlock(actual, real), leadingBlock(expected, real), tolerance);
}

/** The part of an output at its origin that has this shape; the output itself where it is smaller in any direction. */
export function leadingBlock(output: RunOutput, shape: readonly number[]): RunOutput {
  const { shape: whole, numbers } = output;
  const fits = whole.length === shape.length && shape.every((d, i) => d <= (whole[i] ?? 0));
  if (!fits || shape.every((d, i) => d === whole[i])) return output;
  const cut = new Float64Array(shape.reduce((a, b) => a * b, 1));
  let at = 0;
  const take = (axis: number, offset: number): void => {
    if (axis === shape.length) {
      cut[at++] = numbers[offset] ?? Number.NaN;
      return;
    }
    for (let i = 0; i < (shape[axis] ?? 0); i++) take(axis + 1, offset * (whole[axis] ?? 1) + i);
  };
  take(0, 0);
  return { ...output, shape, numbers: cut };
}
