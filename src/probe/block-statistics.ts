import type { LoadStatistics } from '../load/load-statistics.ts';
import type { BlockLane } from './block-lane.ts';
import { type BlockRecord, type RequestTimes, requestsOf } from './block-record.ts';
import { boundCounts } from './bound-counts.ts';
import { goodputOf } from './goodput-turns.ts';
import type { LatencyLimit } from './load-settings.ts';

/** How late the generator may be at its 99th percentile: ms, or as a share of the median latency. */
const LAG = { ms: 5, share: 0.5 };

/** What became of the requests of some blocks of a lane at one rate, which took `times`. */
export function loadStatistics(
  blocks: readonly BlockRecord[],
  times: RequestTimes,
  { configuration, search }: BlockLane,
  limits: readonly LatencyLimit[],
): LoadStatistics {
  const total = (value: (b: BlockRecord) => number): number => sum(blocks.map(value));
  const windowMs = total((b) => b.result.windowMs);
  const answered = total((b) => b.result.answered);
  const busyMs = total((b) => b.result.busyMs);
  const runs = total((b) => b.result.runs);
  const lagMs = total((b) => b.result.generatorLagMs) / blocks.length;
  const capacities = blocks.flatMap((b) => b.result.capacityPerS ?? []);
  const p50 = times.observed(0.5, Infinity);
  const guarded = blocks.some((b) => b.plan.guard !== undefined);
  return {
    offeredPerS: blocks[0]?.offeredPerS ?? null,
    servedPerS: (1000 * answered) / windowMs,
    requests: requestsOf(blocks),
    rejected: total((b) => b.result.rejected),
    expired: total((b) => b.result.expired + b.result.unanswered),
    meanBatch: ratio(answered, runs),
    meanWaitMs: ratio(
      total((b) => b.result.waitedMs),
      total((b) => b.result.latenciesMs.length),
    ),
    meanServiceMs: ratio(busyMs, runs),
    utilisation: Math.min(1, busyMs / (configuration.instances * windowMs)),
    generatorLagMs: lagMs,
    generatorKeptUp: lagMs <= Math.max(LAG.ms, LAG.share * p50),
    cpuCores: total((b) => b.result.instancesCpuMs + b.result.frontCpuMs) / windowMs,
    overloaded: blocks.some((b) => b.overloaded),
    capacityPerS: capacities.length === 0 ? null : sum(capacities) / capacities.length,
    bounds: boundCounts(blocks, limits),
    ...(guarded && { guardSteps: blocks.flatMap((b) => b.result.guardSteps) }),
    goodput: search && goodputOf(search),
  };
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
