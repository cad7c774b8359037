import { clusterSize } from '../load/cluster-size.ts';
import type { BoundCount, Goodput, LoadStatistics } from '../load/load-statistics.ts';
import type { Configuration } from '../space/configuration.ts';
import {
  type BlockRecord,
  countBound,
  latenciesOf,
  observedQuantile,
  requestsOf,
} from './block-record.ts';
import type { LatencyLimit } from './load-settings.ts';

/** How late the generator may be at its 99th percentile: ms, or as a share of the median latency. */
const LAG = { ms: 5, share: 0.5 };

/** What became of the requests of some blocks at one rate. */
export function loadStatistics(
  blocks: readonly BlockRecord[],
  configuration: Configuration,
  limits: readonly LatencyLimit[],
  goodput: Goodput | null,
): LoadStatistics {
  const total = (value: (b: BlockRecord) => number): number => sum(blocks.map(value));
  const windowMs = total((b) => b.result.windowMs);
  const runs = total((b) => b.result.runs);
  const lagMs = total((b) => b.result.generatorLagMs) / blocks.length;
  const capacities = blocks.flatMap((b) => b.result.capacityPerS ?? []);
  const p50 = observedQuantile(blocks, 0.5, Infinity);
  const guarded = blocks.some((b) => b.plan.guard !== undefined);
  return {
    offeredPerS: blocks[0]?.offeredPerS ?? null,
    servedPerS: (1000 * total((b) => b.result.answered)) / windowMs,
    requests: requestsOf(blocks),
    rejected: total((b) => b.result.rejected),
    expired: total((b) => b.result.expired + b.result.unanswered),
    meanBatch: ratio(
      total((b) => b.result.samples),
      runs,
    ),
    meanWaitMs: ratio(
      total((b) => b.result.waitedMs),
      total((b) => b.result.latenciesMs.length),
    ),
    meanServiceMs: ratio(
      total((b) => b.result.busyMs),
      runs,
    ),
    utilisation: Math.min(1, total((b) => b.result.busyMs) / (configuration.instances * windowMs)),
    generatorLagMs: lagMs,
    generatorKeptUp: lagMs <= Math.max(LAG.ms, LAG.share * p50),
    cpuCores: total((b) => b.result.instancesCpuMs + b.result.frontCpuMs) / windowMs,
    overloaded: blocks.some((b) => b.overloaded),
    capacityPerS: capacities.length === 0 ? null : sum(capacities) / capacities.length,
    bounds: boundCounts(blocks, limits),
    ...(guarded && { guardSteps: blocks.flatMap((b) => b.result.guardSteps) }),
    goodput,
  };
}

function boundCounts(
  blocks: readonly BlockRecord[],
  limits: readonly LatencyLimit[],
): readonly BoundCount[] {
  const size = clusterSize(latenciesOf(blocks));
  return limits.map(({ metric, boundMs, quantile }) => ({
    metric,
    boundMs,
    quantile,
    violations: countBound(blocks, boundMs),
    clusterSize: size,
  }));
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
