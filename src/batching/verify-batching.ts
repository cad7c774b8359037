import { printable } from '../core/printable.ts';
import type { OutputSpec } from '../onnx/feed-spec.ts';
import {
  compareOutput,
  DEFAULT_TOLERANCE,
  type RunOutput,
  type Tolerance,
} from './compare-outputs.ts';

/** Which file to run, and on which numbers. */
export interface BatchRun {
  /** `original`: the file as it is; `batched`: the plan's model (the same file where the batch is declared). */
  readonly model: 'original' | 'batched';
  /**
   * Sample numbers, in the order in which they are stacked. The numbers fed for sample r depend on r, the seed and
   * `amplitude` alone: never on the batch it sits in.
   */
  readonly rows: readonly number[];
  /** Factor on the spread of generated real-valued feeds; real inputs ignore it. */
  readonly amplitude: number;
}

/**
 * Runs a model once. Runs of one model share one session: random operators repeat themselves in fresh ones, and would
 * pass for deterministic. Failures of the runtime are values; anything else may throw.
 */
export type BatchRunner = (
  run: BatchRun,
) => Promise<{ readonly outputs: readonly RunOutput[] } | { readonly failure: string }>;

export type BatchVerdict =
  /** Every sample's result is the same alone and among others. `deviation`: the largest difference seen. */
  | { readonly status: 'verified'; readonly deviation: number }
  /** As `verified`, but different samples give the same result, so that mixing them could not have shown. */
  | { readonly status: 'vacuous'; readonly reason: string }
  /** Batching changes results, or fails. */
  | { readonly status: 'wrong'; readonly reason: string }
  /** Two equal runs differ: nothing can be compared. */
  | { readonly status: 'not-deterministic'; readonly reason: string }
  /** The file does not run at its own batch. */
  | { readonly status: 'failed'; readonly reason: string };

/** Batches tried: neither is a power of two or divides the other, so that folding into other dimensions shows. */
export const VERIFIED_BATCHES: readonly number[] = [3, 5];

/** Feeds of larger spread are tried where results do not depend on the feed: saturated or dead layers. */
const AMPLITUDES = [1, 30];

type Runs = { readonly outputs: readonly RunOutput[] };

export interface VerifyOptions {
  readonly tolerance?: Tolerance;
  /** Batch sizes to try; all of `VERIFIED_BATCHES` unless the model is too slow for that. */
  readonly batches?: readonly number[];
}

/**
 * Proves a batch plan by running it: distinct samples together against the same samples in runs of the original file at
 * its own batch.
 */
export async function verifyBatching(
  run: BatchRunner,
  baseBatch: number,
  outputs: readonly OutputSpec[],
  { tolerance = DEFAULT_TOLERANCE, batches = VERIFIED_BATCHES }: VerifyOptions = {},
): Promise<BatchVerdict> {
  let verdict: BatchVerdict = { status: 'vacuous', reason: 'no feed was tried' };
  for (const amplitude of AMPLITUDES) {
    verdict = await verifyAt(run, baseBatch, outputs, { tolerance, batches, amplitude });
    if (verdict.status !== 'vacuous') return verdict;
  }
  return verdict;
}

async function verifyAt(
  run: BatchRunner,
  baseBatch: number,
  outputs: readonly OutputSpec[],
  { tolerance, batches, amplitude }: Required<VerifyOptions> & { readonly amplitude: number },
): Promise<BatchVerdict> {
  const largest = Math.max(...batches);
  const alone: Runs[] = [];
  for (let group = 0; group * baseBatch < Math.max(largest, 2 * baseBatch); group++) {
    const rows = Array.from({ length: baseBatch }, (_, i) => group * baseBatch + i);
    const result = await run({ model: 'original', rows, amplitude });
    if ('failure' in result) return { status: 'failed', reason: result.failure };
    alone.push(result);
  }
  const repeated = await run({ model: 'original', rows: range(baseBatch), amplitude });
  const wavering =
    'failure' in repeated ? repeated.failure : firstDifference(repeated, alone[0], tolerance);
  if (wavering !== null)
    return {
      status: 'not-deterministic',
      reason: `two runs on the same input differ: ${wavering}`,
    };
  let deviation = 0;
  for (const batch of batches) {
    const together = await run({ model: 'batched', rows: range(batch), amplitude });
    if ('failure' in together)
      return { status: 'wrong', reason: `a batch of ${batch} fails: ${together.failure}` };
    const compared = compareRows(together, alone, baseBatch, batch, outputs, tolerance);
    if (compared.problem !== null) return { status: 'wrong', reason: compared.problem };
    deviation = Math.max(deviation, compared.deviation);
  }
  const dull = sameForAllRows(alone, outputs);
  return dull === null ? { status: 'verified', deviation } : { status: 'vacuous', reason: dull };
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

function firstDifference(a: Runs, b: Runs | undefined, tolerance: Tolerance): string | null {
  for (const expected of b?.outputs ?? []) {
    const actual = a.outputs.find((o) => o.name === expected.name);
    const compared = actual === undefined ? null : compareOutput(actual, expected, tolerance);
    if (compared?.isEqual !== true)
      return `output ${printable(expected.name)} ${compared?.message ?? 'is missing'}`;
  }
  return null;
}

interface RowsCompared {
  readonly problem: string | null;
  readonly deviation: number;
}

/** Every sample of a batched run against the run of its own. */
function compareRows(
  together: Runs,
  alone: readonly Runs[],
  baseBatch: number,
  batch: number,
  outputs: readonly OutputSpec[],
  tolerance: Tolerance,
): RowsCompared {
  let deviation = 0;
  for (const spec of outputs) {
    const all = together.outputs.find((o) => o.name === spec.name);
    for (let row = 0; row < batch; row++) {
      const group = alone[Math.floor(row / baseBatch)]?.outputs.find((o) => o.name === spec.name);
      const expected = group && rowOf(group, spec.batchAxis, row % baseBatch, baseBatch);
      const compared = compareRow(all, expected, spec, row, batch, tolerance);
      if (compared.problem !== null) return compared;
      deviation = Math.max(deviation, compared.deviation);
    }
  }
  return { problem: null, deviation };
}

function compareRow(
  all: RunOutput | undefined,
  expected: RunOutput | null | undefined,
  { name, batchAxis }: OutputSpec,
  row: number,
  batch: number,
  tolerance: Tolerance,
): RowsCompared {
  const wrong = (what: string): RowsCompared => ({
    problem: `output ${printable(name)} ${what}`,
    deviation: Number.POSITIVE_INFINITY,
  });
  if (all === undefined || expected === undefined) return wrong('is missing');
  if (expected === null) return wrong('does not hold one part per sample');
  const actual = rowOf(all, batchAxis, row, batch);
  if (actual === null) {
    return wrong(`has shape [${all.shape.join(', ')}] at batch ${batch}: it does not grow with it`);
  }
  const compared = compareOutput(actual, expected, tolerance);
  if (!compared.isEqual)
    return wrong(`of sample ${row} in a batch of ${batch} ${compared.message}`);
  return { problem: null, deviation: compared.deviation };
}

/** The part of an output that belongs to sample `row` of `batch`; null where the axis is not divisible by the batch. */
export function rowOf(
  output: RunOutput,
  axis: number | null,
  row: number,
  batch: number,
): RunOutput | null {
  if (axis === null) return output;
  const size = output.shape[axis];
  if (size === undefined || size % batch !== 0) return null;
  const shape = output.shape.with(axis, size / batch);
  const outer = product(shape.slice(0, axis));
  const inner = product(shape.slice(axis));
  const numbers = new Float64Array(outer * inner);
  for (let o = 0; o < outer; o++) {
    const from = (o * batch + row) * inner;
    for (let i = 0; i < inner; i++) numbers[o * inner + i] = output.numbers[from + i] ?? Number.NaN;
  }
  return { ...output, shape, numbers };
}

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);

/** Names the batched outputs that are the same for different samples, where that is all of them; null otherwise. */
function sameForAllRows(alone: readonly Runs[], outputs: readonly OutputSpec[]): string | null {
  const batched = outputs.filter((o) => o.batchAxis !== null);
  const constant = batched.filter(({ name }) => {
    const [first, ...others] = alone.map((r) => r.outputs.find((o) => o.name === name));
    return others.every(
      (other) => first !== undefined && other !== undefined && identical(first, other),
    );
  });
  if (constant.length < batched.length) return null;
  return 'the outputs do not depend on the inputs, so mixing of samples could not be seen';
}

function identical(a: RunOutput, b: RunOutput): boolean {
  if (a.numbers.length !== b.numbers.length) return false;
  for (let i = 0; i < a.numbers.length; i++) {
    if (!Object.is(a.numbers[i], b.numbers[i]) && a.numbers[i] !== b.numbers[i]) return false;
  }
  return true;
}
