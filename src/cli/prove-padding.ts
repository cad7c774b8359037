import { type PaddingVerdict, verifyPadding } from '../batching/verify-padding.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { paddedLength } from '../lengths/batch-cycle.ts';
import type { Buckets } from '../lengths/buckets.ts';
import type { OutputSpec } from '../onnx/feed-spec.ts';
import { createBatchRunner } from '../probe/batch-runner.ts';
import type { MemoryLimits } from '../probe/memory-watch.ts';
import type { WorkerModel } from '../probe/worker/protocol.ts';
import type { LengthFacts, PaddingFacts } from '../study/length-facts.ts';
import type { LengthOptions } from './options/length-options.ts';
import type { PlannedLengths } from './plan-lengths.ts';

interface PaddingRequest {
  readonly worker: WorkerModel;
  readonly outputs: readonly OutputSpec[];
  readonly planned: PlannedLengths;
  readonly options: LengthOptions;
  readonly baseBatch: number;
  readonly isBatched: boolean;
  readonly limits: MemoryLimits;
}

/**
 * Runs the model at its shortest, a middle and its longest length, padded and not, before anything is measured. Throws a
 * `TuneError` (model) where it does not run at one of them.
 */
export async function provePadding(
  request: PaddingRequest,
  signal: AbortSignal,
): Promise<LengthFacts> {
  const { lengths, longest, grouping } = request.planned;
  const at = (share: number): number =>
    lengths[Math.floor(share * (lengths.length - 1))] ?? longest;
  const isPadded = grouping.kind === 'padded' && lengths[0] !== longest;
  const proven = isPadded ? [at(0), at(0.5), at(1)] : [longest];
  const runner = createBatchRunner({
    original: request.worker,
    batched: null,
    limits: request.limits,
  });
  signal.addEventListener('abort', runner.close, { once: true });
  try {
    const verdict = await verifyPadding(runner.runPadded, {
      lengths: proven,
      paddedTo: longest,
      ownBucket: (length) => paddedLength(length, grouping),
      baseBatch: request.baseBatch,
      isBatched: request.isBatched && isPadded,
      outputs: request.outputs,
    });
    signal.throwIfAborted();
    return factsOf(request, isPadded ? paddingOf(verdict, longest) : notPadded(verdict));
  } finally {
    signal.removeEventListener('abort', runner.close);
    runner.close();
  }
}

function paddingOf(verdict: PaddingVerdict, longest: number): PaddingFacts {
  switch (verdict.status) {
    case 'harmless':
      return { status: 'harmless', maxRelativeDeviation: verdict.deviation };
    case 'harmful':
      return {
        status: 'harmful',
        maxRelativeDeviation: verdict.deviation,
        reason: printable(verdict.reason, 300),
      };
    case 'failed':
      throw doesNotRun(verdict, longest);
  }
}

function notPadded(verdict: PaddingVerdict): PaddingFacts {
  if (verdict.status === 'failed') throw doesNotRun(verdict, verdict.length);
  return { status: 'not-padded' };
}

function doesNotRun(
  { length, reason }: Extract<PaddingVerdict, { status: 'failed' }>,
  longest: number,
): TuneError {
  const hint =
    length === longest
      ? 'Give shorter --lengths, or --buckets of which the largest is no longer than the model takes.'
      : 'Give --buckets with the lengths that the model takes.';
  return new TuneError(
    'model',
    `the model does not run at length ${length}: ${printable(reason, 300)}`,
    {
      hint,
    },
  );
}

function factsOf({ planned, options }: PaddingRequest, padding: PaddingFacts): LengthFacts {
  const { lengths, grouping, axes } = planned;
  const at = (index: number): number => lengths.at(index) ?? 1;
  return {
    source: printable(options.text, 300),
    axes: [...axes].flatMap(([input, along]) =>
      along.map((axis) => ({ input: printable(input, 200), axis })),
    ),
    batching: grouping.kind,
    buckets: grouping.kind === 'exact' ? null : bucketsOf(grouping.buckets),
    shortest: at(0),
    median: at(lengths.length >> 1),
    mean: lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
    longest: at(-1),
    padding,
  };
}

function bucketsOf(buckets: Buckets): LengthFacts['buckets'] {
  return buckets.kind === 'sizes' ? buckets.sizes : buckets.kind;
}
