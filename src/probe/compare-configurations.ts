import { compareOutput, type RunOutput, type Tolerance } from '../batching/compare-outputs.ts';
import { rowOf } from '../batching/verify-batching.ts';
import { printable } from '../core/printable.ts';
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
  { pool, outputs }: Context,
): Promise<Equivalence> {
  const run = async (configuration: Configuration, rows: readonly number[]) => {
    const { group } = await pool.obtain(configuration, TIMEOUT_MS);
    return (await group.outputs(rows, 1, TIMEOUT_MS)).outputs;
  };
  const size = candidate.batchSize;
  const raw = await run(candidate, range(0, size));
  const tolerance = toleranceFor(raw, [candidate.provider, reference.provider]);
  const together = raw.map(runOutput);
  const samples: (readonly Compared[])[] = [];
  for (const row of new Set([0, size >> 1, size - 1])) {
    const rows = range(row, reference.batchSize);
    const alone = (await run(reference, rows)).map(runOutput);
    if (row === 0) {
      const again = (await run(reference, rows)).map(runOutput);
      const whole = { row: 0, size: 1, alone: 1 };
      const self = compareSample(again, alone, whole, wholeOutputs(outputs), tolerance);
      const unsteady = self.find((o) => o.message !== null);
      if (unsteady !== undefined) {
        return {
          status: 'not-applicable',
          reason: `two equal runs of the default differ: output ${unsteady.output} ${unsteady.message}`,
        };
      }
    }
    const at = { row, size, alone: reference.batchSize };
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
  at: { readonly row: number; readonly size: number; readonly alone: number },
  outputs: readonly OutputSpec[],
  tolerance: Tolerance,
): readonly Compared[] {
  return outputs.map(({ name, batchAxis }) => {
    const mine = together.find((o) => o.name === name);
    const theirs = alone.find((o) => o.name === name);
    const actual = mine === undefined ? null : rowOf(mine, batchAxis, at.row, at.size);
    const expected = theirs === undefined ? null : rowOf(theirs, batchAxis, 0, at.alone);
    const base = {
      output: printable(name),
      tolerance: theirs?.isInteger === true ? tolerance.integerMismatch : tolerance.relative,
    };
    if (actual === null || expected === null) {
      return { ...base, deviation: Infinity, message: 'does not hold one part per sample' };
    }
    const { isEqual, deviation, message } = compareOutput(actual, expected, tolerance);
    return { ...base, deviation, message: isEqual ? null : (message ?? 'differs') };
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

function wholeOutputs(outputs: readonly OutputSpec[]): readonly OutputSpec[] {
  return outputs.map(({ name }) => ({ name, batchAxis: null }));
}

function range(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
