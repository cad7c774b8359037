import { compareOutput, type RunOutput, type Tolerance } from '../batching/compare-outputs.ts';
import { rowOf } from '../batching/verify-batching.ts';
import { printable } from '../core/printable.ts';
import type { OutputSpec } from '../onnx/feed-spec.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Equivalence } from '../study/prober.ts';
import type { GroupPool } from './group-pool.ts';
import { toleranceFor } from './output-tolerance.ts';
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
  const tolerance = toleranceFor(raw);
  const together = raw.map(runOutput);
  let deviation = 0;
  for (const row of new Set([0, size >> 1, size - 1])) {
    const rows = range(row, reference.batchSize);
    const alone = (await run(reference, rows)).map(runOutput);
    if (row === 0) {
      const again = (await run(reference, rows)).map(runOutput);
      const self = firstDifference(
        again,
        alone,
        { row: 0, size: 1, alone: 1 },
        wholeOutputs(outputs),
        tolerance,
      );
      if (self.different !== null) {
        return {
          status: 'not-applicable',
          reason: `two equal runs of the default differ: output ${self.different.output} ${self.different.message}`,
        };
      }
    }
    const found = firstDifference(
      together,
      alone,
      { row, size, alone: reference.batchSize },
      outputs,
      tolerance,
    );
    if (found.different !== null)
      return { status: 'different', maxRelativeDeviation: found.deviation, ...found.different };
    deviation = Math.max(deviation, found.deviation);
  }
  return { status: 'equal', maxRelativeDeviation: deviation };
}

interface Difference {
  readonly deviation: number;
  readonly different: { readonly output: string; readonly message: string } | null;
}

/** Sample `row` of `size` in one run against the first sample of the other, output by output. */
function firstDifference(
  together: readonly RunOutput[],
  alone: readonly RunOutput[],
  at: { readonly row: number; readonly size: number; readonly alone: number },
  outputs: readonly OutputSpec[],
  tolerance: Tolerance,
): Difference {
  let deviation = 0;
  for (const { name, batchAxis } of outputs) {
    const mine = together.find((o) => o.name === name);
    const theirs = alone.find((o) => o.name === name);
    const actual = mine === undefined ? null : rowOf(mine, batchAxis, at.row, at.size);
    const expected = theirs === undefined ? null : rowOf(theirs, batchAxis, 0, at.alone);
    if (actual === null || expected === null) {
      return {
        deviation: Infinity,
        different: { output: printable(name), message: 'does not hold one part per sample' },
      };
    }
    const compared = compareOutput(actual, expected, tolerance);
    if (!compared.isEqual) {
      return {
        deviation: compared.deviation,
        different: { output: printable(name), message: compared.message ?? 'differs' },
      };
    }
    deviation = Math.max(deviation, compared.deviation);
  }
  return { deviation, different: null };
}

function wholeOutputs(outputs: readonly OutputSpec[]): readonly OutputSpec[] {
  return outputs.map(({ name }) => ({ name, batchAxis: null }));
}

function range(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
