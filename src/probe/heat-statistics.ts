import type { Estimate } from '../core/estimate.ts';
import { correlatedMean } from '../stats/correlated-mean.ts';
import { tInterval } from '../stats/interval.ts';
import { sortSample } from '../stats/sorted-sample.ts';
import { supportedQuantile } from '../stats/supported-quantile.ts';
import type { RunObjective } from '../study/objective.ts';
import { sliceSpeed } from '../study/slice-speed.ts';
import type { LatencyQuantiles, LogRatio, Measurement, SliceRecord } from '../study/trial.ts';
import type { HeatFacts } from './heat-discipline.ts';
import type { Lane } from './lane.ts';

/** The reference compared with itself: exact. The degrees of freedom are large and finite, since JSON knows no infinity. */
export const SAME: LogRatio = { value: 0, standardError: 0, degreesOfFreedom: 1e9 };

/** Log-ratios of a member to the reference, from the rounds in which both ran. */
export function logRatios(
  member: Pick<Lane, 'configuration' | 'slices'>,
  reference: Pick<Lane, 'configuration' | 'slices'>,
): Record<RunObjective, LogRatio> {
  if (member === reference) return { throughput: SAME, latency: SAME, efficiency: SAME };
  const referenceOf = new Map(reference.slices.map((s) => [s.round, s]));
  const pairs = member.slices.flatMap((mine) => {
    const theirs = referenceOf.get(mine.round);
    return theirs === undefined ? [] : [{ mine, theirs }];
  });
  const mine = member.configuration.batchSize;
  const theirs = reference.configuration.batchSize;
  const of = (objective: RunObjective): LogRatio => {
    const logs = pairs.map((p) =>
      Math.log(sliceSpeed(p.mine, mine, objective) / sliceSpeed(p.theirs, theirs, objective)),
    );
    return toLogRatio(logs.filter(Number.isFinite));
  };
  return { throughput: of('throughput'), latency: of('latency'), efficiency: of('efficiency') };
}

/** Everything a heat found out about one member. */
export function measurementOf(lane: Lane, reference: Lane, heat: HeatFacts): Measurement {
  const { configuration, slices, group } = lane;
  const windowMs = sum(slices.map((s) => s.windowMs));
  const runs = sum(slices.map((s) => s.runs));
  return {
    logRatio: logRatios(lane, reference),
    throughputIps: throughputEstimate(
      slices,
      configuration.batchSize,
      (1000 * configuration.batchSize * runs) / windowMs,
    ),
    latencyMs: latencyQuantiles(lane.runTimesMs, slices),
    runs: lane.runTimesMs.length,
    rounds: slices.length,
    peakRssBytes: sum(lane.instancePeakRssBytes),
    instancePeakRssBytes: lane.instancePeakRssBytes,
    sessionCreateMs: group.createMs,
    firstRunMs: lane.firstRunMs,
    cpuMsPerInference:
      sum(slices.map((s) => s.cpuMsPerRun * s.runs)) / (runs * configuration.batchSize),
    disturbance: heat.disturbance,
    ...(lane.device && { device: lane.device.use() }),
    slices: [...slices],
    runTimesMs: heat.keepRunTimes ? [...lane.runTimesMs] : null,
    stderr: group.stderr(),
    ...(lane.mix && { lengths: lane.mix.facts }),
  };
}

/** Total runs over total time, with the relative error of the slices' logarithms. */
export function throughputEstimate(
  slices: readonly SliceRecord[],
  batch: number,
  value: number,
): Estimate {
  const logs = slices.map((s) => Math.log(sliceSpeed(s, batch, 'throughput')));
  const { mean, standardError, degreesOfFreedom } = correlatedMean(logs);
  const interval = tInterval(mean, standardError, degreesOfFreedom);
  return {
    value,
    low: value * Math.exp(interval.low - mean),
    high: value * Math.exp(interval.high - mean),
  };
}

function latencyQuantiles(
  runTimesMs: readonly number[],
  slices: readonly SliceRecord[],
): LatencyQuantiles {
  const sample = sortSample(runTimesMs);
  const totalRuns = sum(slices.map((s) => s.runs));
  return {
    mean: sum(slices.map((s) => s.runMs * s.runs)) / totalRuns,
    p50: supportedQuantile(sample, 0.5),
    p90: supportedQuantile(sample, 0.9),
    p95: supportedQuantile(sample, 0.95),
    p99: supportedQuantile(sample, 0.99),
  };
}

/** The mean of the rounds' log-ratios, whose neighbours are correlated. */
export function toLogRatio(logs: readonly number[]): LogRatio {
  const { mean, standardError, degreesOfFreedom } = correlatedMean(logs);
  return { value: mean, standardError, degreesOfFreedom };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
