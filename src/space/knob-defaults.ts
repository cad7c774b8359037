import { batchSizes } from './batch-sizes.ts';
import type { CoreBudget } from './core-budget.ts';
import { coreCounts } from './core-counts.ts';
import { batchCap } from './device-limits.ts';
import { largestGathering, queueDelays } from './load-knobs.ts';
import type { KnobValues, SpaceRequest } from './space-request.ts';

/** More inter-op threads than this find no work in the graphs of real models. */
const INTER_OP_CAP = 16;

/**
 * The values each knob takes when the user does not say: batch size × instances × threads, the runtime's default for
 * the rest. Spinning is a knob only where CPU time is short: on free cores turning it off made two-threaded sessions
 * of three models 13 to 28 % slower (SqueezeNet, OpenSeeFace, FastestDet; 2 cores; fresh processes in turn).
 */
export function knobDefaults(request: SpaceRequest, budget: CoreBudget): KnobValues {
  const { host, model, overrides, wide } = request;
  const threads = coreCounts(budget.cores, landmarks(host));
  const providers = overrides.provider ?? ['cpu'];
  const largestBatch = Math.max(...providers.map((provider) => batchCap(provider, request)));
  const parallel = parallelIsAsked(request) || (wide && model.parallelBranches);
  return {
    provider: ['cpu'],
    instances: instanceCounts(overrides.intraOpThreads ?? threads, budget),
    intraOpThreads: [0, ...threads],
    interOpThreads: parallel ? interOpThreads(budget) : [0],
    executionMode: parallel ? ['sequential', 'parallel'] : ['sequential'],
    graphOptimization: wide ? ['disabled', 'basic', 'extended', 'all'] : ['all'],
    spinning: wide || budget.quotaBinds ? [true, false] : [true],
    memoryArena: wide ? [true, false] : [true],
    batchSize: model.batchable
      ? worthwhile(batchSizes(model.baseBatch, largestBatch), request)
      : [model.baseBatch],
    maxQueueDelayMs: request.load === undefined ? [] : queueDelays(request.load),
  };
}

/** Of sizes that no run can fill the smallest says all there is to say. */
function worthwhile(sizes: readonly number[], { load }: SpaceRequest): readonly number[] {
  const most = load === undefined ? Infinity : largestGathering(load);
  const last = sizes.findIndex((size) => size >= most);
  return last < 0 ? sizes : sizes.slice(0, last + 1);
}

function landmarks(host: SpaceRequest['host']): number[] {
  const fast = host.machine?.performanceCores ?? null;
  return fast === null ? [host.physicalCores] : [host.physicalCores, fast];
}

/** Asking for inter-op threads means asking for parallel execution, which they need. */
function parallelIsAsked({ overrides }: SpaceRequest): boolean {
  return (
    overrides.executionMode?.includes('parallel') === true ||
    overrides.interOpThreads?.some((threads) => threads > 0) === true
  );
}

/** The usual counts, and for each number of threads the instances that fill the machine with it. */
function instanceCounts(threads: readonly number[], budget: CoreBudget): readonly number[] {
  const filling = threads.map((t) => Math.floor(budget.capacity / Math.max(1, t)));
  return coreCounts(budget.capacity, filling);
}

function interOpThreads(budget: CoreBudget): readonly number[] {
  const several = coreCounts(Math.min(budget.cores, INTER_OP_CAP)).filter((count) => count > 1);
  const powers = several.filter((count) => Number.isInteger(Math.log2(count)));
  return [0, ...powers];
}
