import { inferFeedSpecs } from '../batching/infer-feed-specs.ts';
import type { BatchPlan } from '../batching/plan-batching.ts';
import type { ResolvedInput } from '../batching/resolve-input-shapes.ts';
import {
  type BatchVerdict,
  VERIFIED_BATCHES,
  verifyBatching,
} from '../batching/verify-batching.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { RealFeed } from '../onnx/real-feed.ts';
import { createBatchRunner } from '../probe/batch-runner.ts';
import type { MemoryLimits } from '../probe/memory-watch.ts';
import type { WorkerModel } from '../probe/worker/protocol.ts';
import type { BatchingFacts } from '../study/study-header.ts';
import type { Failure } from '../study/trial.ts';
import type { ReadModel } from './read-model-file.ts';
import { type RebatchedModel, writeRebatchedModel } from './write-rebatched-model.ts';

/** How a model is to be run, once that is known for sure. */
export interface ProvenBatching {
  /** The plan; one that was disproved has become `fixed`. */
  readonly plan: BatchPlan;
  readonly facts: BatchingFacts;
  /** The file to run. */
  readonly path: string;
  readonly copy: RebatchedModel | null;
}

export interface ProofRequest {
  readonly model: ReadModel;
  readonly plan: BatchPlan;
  readonly inputs: readonly ResolvedInput[];
  readonly realFeeds: readonly RealFeed[];
  readonly seed: number;
  /** Whether another batch than the file's own will be asked for at all. */
  readonly isNeeded: boolean;
  readonly folder: string | null;
  readonly limits: MemoryLimits;
  /** Time the proof may take, in ms. */
  readonly maxMs: number;
}

/** A small proof, where the whole one would take too long. */
const SMALL_PROOF: readonly number[] = [3];

/**
 * Runs the model as it is, and then its batch plan, before anything is measured: a plan counts only when samples give the same
 * results together as alone. Throws a `TuneError` (model) where the runtime refuses the file itself.
 */
export async function proveBatching(
  request: ProofRequest,
  signal: AbortSignal,
): Promise<ProvenBatching> {
  const { model, plan, inputs, realFeeds, seed } = request;
  const { specs } = inferFeedSpecs(model.graph, inputs, plan);
  const original: WorkerModel = { path: model.path, feeds: specs, realFeeds, seed };
  const isTried = plan.status !== 'fixed' && request.isNeeded;
  const copy =
    isTried && plan.status === 'rewritten'
      ? writeRebatchedModel(model, plan.model, inputs, request.folder)
      : null;
  const runner = createBatchRunner({
    original,
    batched: copy === null ? null : { ...original, path: copy.path },
    limits: request.limits,
  });
  signal.addEventListener('abort', runner.close, { once: true });
  try {
    const tried = await runner.tryOriginal(plan.baseBatch);
    signal.throwIfAborted();
    if ('failed' in tried) {
      copy?.discard();
      requireAccepted(model.path, tried.failed);
      return fixedAt(request, tried.failed.message);
    }
    if (!isTried)
      return fixedAt(request, plan.status === 'fixed' ? null : 'no other batch was asked for');
    const batches = affordableProof(tried.runMs, request);
    if (batches === null) {
      copy?.discard();
      const seconds = Math.ceil(proofMs(tried.runMs, plan.baseBatch, SMALL_PROOF) / 1000);
      return fixedAt(
        request,
        `proving another batch would take about ${seconds} s; give more time with --budget`,
      );
    }
    const verdict = await verifyBatching(runner.run, plan.baseBatch, plan.outputs, { batches });
    signal.throwIfAborted();
    return decide(request, verdict, Math.max(...batches), copy);
  } finally {
    signal.removeEventListener('abort', runner.close);
    runner.close();
  }
}

function decide(
  request: ProofRequest,
  verdict: BatchVerdict,
  verifiedBatch: number,
  copy: RebatchedModel | null,
): ProvenBatching {
  const { plan, model } = request;
  if (verdict.status !== 'verified' && verdict.status !== 'vacuous') {
    copy?.discard();
    return fixedAt(request, verdict.reason);
  }
  const proof = { verifiedBatch, vacuous: verdict.status === 'vacuous' };
  const facts: BatchingFacts =
    copy === null
      ? { status: 'declared', ...proof }
      : { status: 'rewritten', ...proof, changes: plan.changes.length };
  return { plan, facts, path: copy?.path ?? model.path, copy };
}

/** The largest proof that fits in the time; null where none does. */
function affordableProof(runMs: number, { plan, maxMs }: ProofRequest): readonly number[] | null {
  return (
    [VERIFIED_BATCHES, SMALL_PROOF].find(
      (batches) => proofMs(runMs, plan.baseBatch, batches) <= maxMs,
    ) ?? null
  );
}

/** Time to run every sample alone (at least two runs, and one again) and together, in ms. */
function proofMs(runMs: number, baseBatch: number, batches: readonly number[]): number {
  const alone = Math.max(2, Math.ceil(Math.max(...batches) / baseBatch)) + 1;
  const together = batches.reduce((sum, batch) => sum + batch / baseBatch, 0);
  return runMs * (alone + together);
}

/** The model at its own batch; `disproof` says why a plan was given up, null where there was none. */
function fixedAt({ plan, model }: ProofRequest, disproof: string | null): ProvenBatching {
  const { obstacle } = plan;
  const node =
    obstacle === null || obstacle.node === '' ? null : `${obstacle.node} (${obstacle.opType})`;
  return {
    plan: {
      ...plan,
      status: 'fixed',
      inputs: plan.inputs.map(({ name }) => ({ name, batchAxis: null })),
      outputs: plan.outputs.map(({ name }) => ({ name, batchAxis: null })),
    },
    facts: {
      status: 'fixed',
      reason: printable(disproof ?? obstacle?.reason ?? 'unknown', 300),
      node: node === null ? null : printable(node),
    },
    path: model.path,
    copy: null,
  };
}

/** A file the runtime refuses is the model's fault; a crash or a lack of memory is for the study to find and report. */
function requireAccepted(path: string, failure: Failure): void {
  if (failure.kind !== 'runtime-error' && failure.kind !== 'unsupported') return;
  throw new TuneError('model', `the runtime refuses ${printable(path, 200)}: ${failure.message}`, {
    hint:
      failure.kind === 'unsupported'
        ? 'The runtime has no implementation for an operator or element type of this model on this provider.'
        : 'If an input has the wrong shape or values, give it with --shape or --input; otherwise export the model again.',
  });
}
