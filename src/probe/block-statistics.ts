import { clusterSize } from '../load/cluster-size.ts';
import type { BoundCount, Goodput, LoadStatistics } from '../load/load-statistics.ts';
import { isAccelerator } from '../space/accelerators.ts';
import type { Configuration } from '../space/configuration.ts';
import type {
  LatencyQuantiles,
  LogRatio,
  LogRatios,
  Measurement,
  SliceRecord,
} from '../study/trial.ts';
import type { BlockLane } from './block-lane.ts';
import {
  type BlockRecord,
  countBound,
  latenciesOf,
  observedQuantile,
  requestQuantile,
  requestsOf,
} from './block-record.ts';
import { describedRate, goodputOf, goodputStanding } from './goodput-turns.ts';
import type { HeatFacts } from './heat-discipline.ts';
import { logRatios, SAME, throughputEstimate, toLogRatio } from './heat-statistics.ts';
import type { LatencyLimit, LoadSettings } from './load-settings.ts';

/** Requests from which on a block is compared by its 99th percentile; below, by its mean. */
const FEWEST_FOR_P99 = 100;
/** How late the generator may be at its 99th percentile: ms, or as a share of the median latency. */
const LAG = { ms: 5, share: 0.5 };

/** A block in the shape of a slice, in runs of full batches. */
export function blockSlice(block: BlockRecord, batchSize: number): SliceRecord {
  const { result } = block;
  const runs = result.answered / batchSize;
  // The CPU time is that of window and drain, in which the requests of the window were answered, or those of the ramp.
  const paidFor = Math.max(result.answered, result.latenciesMs.length) / batchSize;
  return {
    round: block.round,
    atMs: block.atMs,
    windowMs: result.windowMs,
    runs,
    runMs: meanOf([block]),
    cpuMsPerRun: result.instancesCpuMs / paidFor,
  };
}

/** Log-ratios of a member to the reference; those of throughput, latency and efficiency from the rounds in which both ran. */
export function blockLogRatios(
  member: BlockLane,
  reference: BlockLane,
  settings: LoadSettings,
): LogRatios {
  const same = member === reference;
  const cost = Math.log(
    pricePerHour(reference.configuration, settings) / pricePerHour(member.configuration, settings),
  );
  return {
    ...logRatios(member, reference),
    latency: same ? SAME : latencyRatio(member, reference),
    cost: { ...SAME, value: same ? 0 : cost },
    ...(member.search &&
      reference.search && {
        goodput: same
          ? SAME
          : difference(goodputStanding(member.search), goodputStanding(reference.search)),
      }),
  };
}

function difference(mine: LogRatio, theirs: LogRatio): LogRatio {
  return {
    value: mine.value - theirs.value,
    standardError: Math.hypot(mine.standardError, theirs.standardError),
    degreesOfFreedom: Math.min(mine.degreesOfFreedom, theirs.degreesOfFreedom),
  };
}

function latencyRatio(member: BlockLane, reference: BlockLane): LogRatio {
  const theirsIn = new Map(reference.blocks.map((b) => [b.round, b]));
  const logs = member.blocks.flatMap((mine) => {
    const theirs = theirsIn.get(mine.round);
    if (theirs === undefined) return [];
    const fewest = Math.min(requestsOf([mine]), requestsOf([theirs]));
    const time = fewest < FEWEST_FOR_P99 ? meanOrLongest : tailOrLongest;
    return [Math.log(time(theirs) / time(mine))];
  });
  return toLogRatio(logs);
}

/** A request without an answer took as long as the block, at least: to leave it out would make the worst look best. */
const longestOf = ({ plan }: BlockRecord): number => plan.rampMs + plan.windowMs + plan.drainMs;

const tailOrLongest = (block: BlockRecord): number =>
  observedQuantile([block], 0.99, longestOf(block));

function meanOrLongest(block: BlockRecord): number {
  const answered = block.result.latenciesMs.length;
  const requests = requestsOf([block]);
  const lost = requests - answered;
  return ((answered > 0 ? answered * meanOf([block]) : 0) + lost * longestOf(block)) / requests;
}

/** Price per hour of what a configuration reserves. */
export function pricePerHour(c: Configuration, settings: LoadSettings): number {
  const { price, cores, defaultThreads } = settings;
  const reserved = Math.min(cores, c.instances * (c.intraOpThreads || defaultThreads));
  return reserved * price.cpu + (isAccelerator(c.provider) ? price.gpu : 0);
}

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
  const answered = sum(blocks.map((b) => b.result.answered));
  const windowMs = sum(blocks.map((b) => b.result.windowMs));
  return {
    logRatio: blockLogRatios(lane, reference, settings),
    throughputIps: throughputEstimate(
      slices,
      configuration.batchSize,
      (1000 * answered) / windowMs,
    ),
    latencyMs: latencyQuantiles(blocks),
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
    load: loadStatistics(
      blocks,
      configuration,
      settings.bounds,
      lane.search && goodputOf(lane.search),
    ),
  };
}

/** All blocks; while the goodput is searched, those at the rate that says most of the member. */
function describedBlocks({ blocks, search }: BlockLane): readonly BlockRecord[] {
  const rate = search && describedRate(search);
  const described = blocks.filter((b) => rate === null || b.offeredPerS === rate);
  // The highest rate that holds may be known from elsewhere: then the others have to do.
  return described.length === 0 ? blocks : described;
}

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

function latencyQuantiles(blocks: readonly BlockRecord[]): LatencyQuantiles {
  const at = (p: number): number | null => requestQuantile(blocks, p);
  return { mean: meanOf(blocks), p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
}

/** Mean time of the requests that were answered, ms; where none was, what it must have been at least. */
function meanOf(blocks: readonly BlockRecord[]): number {
  const latencies = latenciesOf(blocks);
  if (latencies.length === 0) return sum(blocks.map(longestOf)) / blocks.length;
  return sum(latencies) / latencies.length;
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
