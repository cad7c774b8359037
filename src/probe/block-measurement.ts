import type { LatencyQuantiles, Measurement } from '../study/trial.ts';
import type { BlockLane } from './block-lane.ts';
import { blockLogRatios } from './block-ratios.ts';
import {
  type BlockRecord,
  blockSlice,
  latenciesOf,
  meanLatencyOf,
  type RequestTimes,
  requestTimes,
} from './block-record.ts';
import { loadStatistics } from './block-statistics.ts';
import { describedRate } from './goodput-turns.ts';
import type { HeatFacts } from './heat-discipline.ts';
import { throughputEstimate } from './heat-statistics.ts';
import type { LoadSettings } from './load-settings.ts';

/** Everything a heat of blocks found out about one member. */
export function blockMeasurement(
  lane: BlockLane,
  reference: BlockLane,
  settings: LoadSettings,
  heat: HeatFacts,
): Measurement {
  const { configuration, group } = lane;
  const blocks = describedBlocks(lane);
  const slices = blocks.map((b) => blockSlice(b, configuration.batchSize));
  const latencies = latenciesOf(blocks);
  const times = requestTimes(blocks);
  const answered = sum(blocks.map((b) => b.result.answered));
  const windowMs = sum(blocks.map((b) => b.result.windowMs));
  return {
    logRatio: blockLogRatios(lane, reference, settings),
    throughputIps: throughputEstimate(
      slices,
      configuration.batchSize,
      (1000 * answered) / windowMs,
    ),
    latencyMs: { mean: meanLatencyOf(blocks), ...latencyQuantiles(times) },
    runs: Math.max(1, latencies.length),
    rounds: lane.slices.length,
    peakRssBytes: sum(lane.instancePeakRssBytes),
    instancePeakRssBytes: lane.instancePeakRssBytes,
    sessionCreateMs: group.createMs,
    firstRunMs: lane.firstRunMs,
    cpuMsPerInference: sum(slices.map((s) => s.cpuMsPerRun * s.runs)) / answered,
    disturbance: heat.disturbance,
    ...(lane.device && { device: lane.device.use() }),
    slices: [...lane.slices],
    runTimesMs: heat.keepRunTimes ? latencies : null,
    stderr: group.stderr(),
    load: loadStatistics(blocks, times, lane, settings.bounds),
  };
}

/** All blocks; while the goodput is searched, those at the rate that says most of the member. */
function describedBlocks({ blocks, search }: BlockLane): readonly BlockRecord[] {
  const rate = search && describedRate(search);
  const described = blocks.filter((b) => rate === null || b.offeredPerS === rate);
  // The highest rate that holds may be known from elsewhere: then the others have to do.
  return described.length === 0 ? blocks : described;
}

function latencyQuantiles({ quantile }: RequestTimes): Omit<LatencyQuantiles, 'mean'> {
  return { p50: quantile(0.5), p90: quantile(0.9), p95: quantile(0.95), p99: quantile(0.99) };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
