import type { RunOutput, Tolerance } from '../batching/compare-outputs.ts';
import { comparePadded, type PaddedPair } from '../batching/verify-padding.ts';
import { printable } from '../core/printable.ts';
import {
  batchCycle,
  ofOneLength,
  paddedLength,
  type RequestBatch,
  type RequestMix,
} from '../lengths/batch-cycle.ts';
import type { OutputSpec } from '../onnx/feed-spec.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Equivalence, OutputDeviation } from '../study/prober.ts';
import type { GroupPool } from './group-pool.ts';
import { type ReasonedTolerance, toleranceFor } from './output-tolerance.ts';
import { runOutput } from './run-output.ts';
import { WorkerFailure } from './worker-failure.ts';

const TIMEOUT_MS = 60_000;

interface Context {
  readonly pool: GroupPool;
  readonly outputs: readonly OutputSpec[];
  /** Lengths of the samples; those of the reference are padded to their own buckets only. Absent: all are of one length. */
  readonly requests?: RequestMix | undefined;
}

/**
 * Runs the candidate once on a full batch of distinct samples, and the reference on samples of it (first, middle, last), and
 * compares every output of those samples. The reference runs twice on the first, to know whether it agrees with itself.
 */
export async function compareConfigurations(
  candidate: Configuration,
  reference: Configuration,
  context: Context,
  signal: AbortSignal,
): Promise<Equivalence> {
  try {
    return await compare(candidate, reference, context);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof WorkerFailure)) throw error;
    context.pool.clear();
    return { status: 'failed', failure: error.failure };
  }
}

async function compare(
  candidate: Configuration,
  reference: Configuration,
  { pool, outputs, requests }: Context,
): Promise<Equivalence> {
  const run = async (
    configuration: Configuration,
    rows: readonly number[],
    padded?: RequestBatch,
  ) => {
    const { group } = await pool.obtain(configuration, TIMEOUT_MS);
    return (await group.outputs(rows, 1, TIMEOUT_MS, padded)).outputs;
  };
  const size = candidate.batchSize;
  const mixed = requests === undefined ? undefined : batchCycle(requests, size)[0];
  const raw = await run(candidate, range(0, size), mixed);
  const tolerance = toleranceFor(raw, [candidate.provider, reference.provider]);
  const together = raw.map(runOutput);
  const samples: (readonly Compared[])[] = [];
  for (const row of new Set([0, size >> 1, size - 1])) {
    const rows = range(row, reference.batchSize);
    const own = requests && mixed && inOwnBucket(mixed.lengths[row] ?? 1, rows.length, requests);
    const realShare = own === undefined ? 1 : (own.lengths[0] ?? 1) / own.paddedTo;
    const alone = (await run(reference, rows, own)).map(runOutput);
    if (row === 0) {
      const again = (await run(reference, rows, own)).map(runOutput);
      const whole = { row: 0, size: 1, alone: 1, realShare: 1 };
      const self = compareSample(again, alone, whole, wholeOutputs(outputs), tolerance);
      const unsteady = self.find((o) => o.message !== null);
      if (unsteady !== undefined) {
        return {
          status: 'not-applicable',
          reason: `two equal runs of the default differ: output ${unsteady.output} ${unsteady.message}`,
        };
      }
    }
    const at = { row, size, alone: reference.batchSize, realShare };
    samples.push(compareSample(together, alone, at, outputs, tolerance));
  }
  return equivalenceOf(samples, tolerance);
}

/** An output of one sample; the message is null where it lies within the tolerance. */
interface Compared extends OutputDeviation {
  readonly message: string | null;
}

/** Sample `row` of `size` in one run against the first sample of the other, output by output. */
function compareSample(
  together: readonly RunOutput[],
  alone: readonly RunOutput[],
  at: Omit<PaddedPair, 'spec'>,
  outputs: readonly OutputSpec[],
  tolerance: Tolerance,
): readonly Compared[] {
  return outputs.map((spec) => {
    const isInteger = alone.find((o) => o.name === spec.name)?.isInteger === true;
    const { deviation, message } = comparePadded(together, alone, { spec, ...at }, tolerance);
    return {
      output: printable(spec.name),
      deviation,
      tolerance: isInteger ? tolerance.integerMismatch : tolerance.relative,
      message,
    };
  });
}

/** The worst of all samples, output by output. */
function equivalenceOf(
  samples: readonly (readonly Compared[])[],
  { reason }: ReasonedTolerance,
): Equivalence {
  const worst = (samples[0] ?? []).map((first, i) => {
    const all = samples.flatMap((sample) => sample[i] ?? []);
    const broken = all.find((o) => o.message !== null);
    const deviation = Math.max(...all.map((o) => o.deviation));
    return { ...first, deviation, message: broken?.message ?? null };
  });
  const compared = {
    maxRelativeDeviation: Math.max(0, ...worst.map((o) => o.deviation)),
    outputs: worst.map(({ message: _message, ...deviation }) => deviation),
    toleranceReason: reason,
  };
  const broken = worst.find((o) => o.message !== null);
  if (broken === undefined) return { status: 'equal', ...compared };
  const { output, message } = broken;
  return { status: 'different', output, message: message ?? '', ...compared };
}

/** Samples of one length as the reference serves them. */
function inOwnBucket(length: number, count: number, { grouping }: RequestMix): RequestBatch {
  return { ...ofOneLength(length, count), paddedTo: paddedLength(length, grouping) };
}

function wholeOutputs(outputs: readonly OutputSpec[]): readonly OutputSpec[] {
  return outputs.map(({ name }) => ({ name, batchAxis: null }));
}

function range(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
