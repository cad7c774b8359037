import { shapeRuleOf } from '../../operators/catalogue.ts';
import { inferFeedSpecs } from '../batching/infer-feed-specs.ts';
import { planBatching } from '../batching/plan-batching.ts';
import {
  inputFacts,
  type ResolvedInput,
  resolveInputShapes,
} from '../batching/resolve-input-shapes.ts';
import { activationPeakBytes } from '../onnx/activation-memory.ts';
import type { OutputSpec } from '../onnx/feed-spec.ts';
import { graphWidth } from '../onnx/graph-width.ts';
import type { ModelGraph } from '../onnx/model-graph.ts';
import type { RealFeed } from '../onnx/real-feed.ts';
import { inferShapes } from '../onnx/shape-inference.ts';
import type { WorkerModel } from '../probe/worker/protocol.ts';
import { inputKinds } from '../signature/input-kinds.ts';
import type { Signature } from '../signature/signature.ts';
import { signatureOf } from '../signature/signature-of.ts';
import { sessionBytesOf } from '../space/memory-estimate.ts';
import type { SpaceModel } from '../space/space-request.ts';
import type { LengthFacts } from '../study/length-facts.ts';
import type { ModelFacts } from '../study/study-header.ts';
import type { GraphWork } from '../work/work-unit.ts';
import type { Machine } from './describe-machine.ts';
import { modelFacts } from './model-facts.ts';
import { modelWork } from './model-work.ts';
import type { ModelOptions } from './options/tune-options.ts';
import { type PlannedLengths, planLengths, requestsOf, shapesAtLength } from './plan-lengths.ts';
import { proveBatching } from './prove-batching.ts';
import { provePadding } from './prove-padding.ts';
import type { ReadModel } from './read-model-file.ts';
import { realFeedsFor } from './real-feeds-for.ts';
import { shapeOverridesFor } from './shape-overrides-for.ts';

/** A model ready to be probed. */
export interface PreparedModel {
  readonly facts: ModelFacts;
  readonly worker: WorkerModel;
  readonly outputs: readonly OutputSpec[];
  readonly space: SpaceModel;
  /** The work of one run at a batch size. */
  readonly workAt: (batch: number) => GraphWork;
  /** At the file's own batch. */
  readonly signature: Signature;
  /** null where every sample is of one length. */
  readonly lengths: LengthFacts | null;
  /** What was assumed, for people. */
  readonly hints: readonly string[];
  /** Where the copy that takes any batch stays; null where there is none, or none that stays. */
  readonly rebatchedPath: string | null;
  /** Removes what was made only for this run. */
  discard(): void;
}

export interface PrepareOptions extends ModelOptions {
  /** Folder for copies of models that later runs can use; null keeps nothing. */
  readonly folder: string | null;
  readonly machine: Machine;
  /** Batch sizes that will be asked for; null where the choice is open. */
  readonly batches: readonly number[] | null;
  /** Time that proving other batch sizes may take, in ms. */
  readonly proofMs: number;
}

/** Graphs with more heavy operators than this per one on the longest path have branches worth running in parallel. */
export const PARALLEL_WIDTH = 1.15;

/** Finds out how a model takes batches and proves it by running. Throws a `TuneError` where it cannot be measured. */
export async function prepareModel(
  model: ReadModel,
  options: PrepareOptions,
  signal: AbortSignal,
): Promise<PreparedModel> {
  const { graph } = model.graph;
  const real = realFeedsFor(model.graph, options.inputPath);
  const { planned, inputs, largest } = prepareInputs(model.graph, options, real.feeds);
  const plan = planBatching(model.graph, inputs);
  const isNeeded = options.batches?.every((b) => b === plan.baseBatch) !== true;
  const { folder, seed, machine } = options;
  const limits = machine.memoryLimits;
  const request = {
    model,
    plan,
    inputs,
    realFeeds: real.feeds,
    seed,
    isNeeded,
    folder,
    limits,
    maxMs: options.proofMs,
  };
  const proven = await proveBatching(request, signal);
  const { specs, hints } = inferFeedSpecs(model.graph, inputs, proven.plan);
  const inferred = inferShapes(model.graph, inputFacts(largest), shapeRuleOf);
  const { baseBatch } = proven.plan;
  const workAt = modelWork(proven.plan, inputs);
  const isBatched = proven.facts.status !== 'fixed';
  const worker: WorkerModel = {
    path: proven.path,
    feeds: specs,
    realFeeds: real.feeds,
    seed,
    ...(planned && requestsOf(planned, specs, seed)),
  };
  const { outputs } = proven.plan;
  const lengths =
    planned === null || options.lengths === null
      ? null
      : await provePadding(
          { worker, outputs, planned, options: options.lengths, baseBatch, isBatched, limits },
          signal,
        );
  return {
    facts: modelFacts(model, proven.plan, proven.facts),
    worker,
    outputs,
    space: {
      baseBatch,
      batchable: isBatched,
      parallelBranches: graphWidth(graph) > PARALLEL_WIDTH,
      bytesPerSample: activationPeakBytes(graph, inferred.values) / baseBatch,
      sessionBytes: sessionBytesOf(model.statistics.weightBytes),
    },
    workAt,
    signature: signatureOf(workAt(baseBatch), inputKinds(model.graph)),
    lengths,
    hints: [...real.notes, ...hints, ...paddingHints(lengths)],
    rebatchedPath: folder === null ? null : (proven.copy?.path ?? null),
    discard: () => proven.copy?.discard(),
  };
}

/** Inputs with every size fixed. */
interface PreparedInputs {
  /** null where every sample is of one length. */
  readonly planned: PlannedLengths | null;
  /** At a length that stands for all of them. */
  readonly inputs: readonly ResolvedInput[];
  /** At the longest: what memory has to hold. */
  readonly largest: readonly ResolvedInput[];
}

function prepareInputs(
  model: ModelGraph,
  { shapes, lengths }: ModelOptions,
  feeds: readonly RealFeed[],
): PreparedInputs {
  const overrides = shapeOverridesFor(model, shapes, feeds);
  const inputs = resolveInputShapes(model, overrides);
  if (lengths === null) return { planned: null, inputs, largest: inputs };
  const planned = planLengths(model, inputs, lengths, feeds);
  const at = (length: number): readonly ResolvedInput[] =>
    resolveInputShapes(model, shapesAtLength(inputs, overrides, planned.axes, length));
  return { planned, inputs: at(planned.typical), largest: at(planned.longest) };
}

function paddingHints(lengths: LengthFacts | null): readonly string[] {
  if (lengths?.padding.status !== 'harmful') return [];
  return [
    `padding changes results: ${lengths.padding.reason}. What is measured could not be served; use --batching exact, or a model with a mask input`,
  ];
}
