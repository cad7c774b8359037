import { runTargetMs } from '../load/aimd-guard.ts';
import { scaledTo } from '../load/arrivals.ts';
import type { BatchTime } from '../load/batch-curve.ts';
import type { BatcherLimits } from '../load/batcher.ts';
import { blockLengths, giveUpAt } from '../load/block-lengths.ts';
import type { Load } from '../load/load.ts';
import type { BlockPlan } from '../load/load-block.ts';
import { traceStretch } from '../load/trace-stretch.ts';
import type { Configuration } from '../space/configuration.ts';
import type { SliceRecord } from '../study/trial.ts';
import { type BlockRecord, blockSlice } from './block-record.ts';
import type { DeviceAccount } from './device-account.ts';
import type { GoodputTurns, NextBlock } from './goodput-turns.ts';
import type { LiveLane, OpenLimits, Turn } from './heat-discipline.ts';
import type { InstanceGroup } from './instance-group.ts';
import { type LoadSettings, tightestBound } from './load-settings.ts';
import { growsUnseen } from './overload.ts';
import { planSlice } from './slice-plan.ts';
import { countWindow } from './slice-window.ts';
import { MIN_TIMEOUT_MS, WARM_UP_MS } from './turn-limits.ts';

/** Requests that may wait: more than any block leaves behind that is worth going on with. */
const QUEUE_LIMIT = 65_536;
/** Length of a slice that tells the time of a run at one batch size, ms. */
const SOUNDING_MS = 60;
/** Warm-up of the batch sizes that are only sounded, ms at most. */
const SOUNDING_WARM_UP_MS = 300;
/** How often the device is looked at while a block runs, ms. */
const LOOK_EVERY_MS = 1000;

/** A member of a heat of blocks while it is live: a group of instances behind a dynamic batcher. */
export interface BlockLane extends LiveLane {
  readonly group: InstanceGroup;
  readonly firstRunMs: number;
  /** Times of runs with all instances busy, as measured when it was opened. */
  readonly times: readonly BatchTime[];
  readonly instancePeakRssBytes: readonly number[];
  readonly device: DeviceAccount | null;
  readonly blocks: BlockRecord[];
  slices: readonly SliceRecord[];
  cpuMs: number;
  /** Where the objective is goodput. */
  search: GoodputTurns | null;
  /** The goodput that run times let expect, per second; 0 where it is not searched. */
  expectedPerS: number;
}

/** Warms up a member and sounds the time of a run at its smallest, a middle and its largest batch. */
export async function openBlockLane(
  configuration: Configuration,
  group: InstanceGroup,
  limits: OpenLimits,
  device: DeviceAccount | null,
): Promise<BlockLane> {
  const { batchSize } = configuration;
  const { timeoutMs } = limits;
  const times: BatchTime[] = [];
  let firstRunMs = 0;
  let instancePeakRssBytes: readonly number[] = [];
  for (const batch of soundedBatches(batchSize)) {
    const warmUpMs = batch === batchSize ? WARM_UP_MS : SOUNDING_WARM_UP_MS;
    const warm = await group.warmUp(batch, warmUpMs, timeoutMs);
    // The first run of the session, whatever its batch.
    firstRunMs ||= Math.max(...warm.map((w) => w.firstRunMs));
    const warmMs = Math.max(...warm.map((w) => w.runMs));
    const { lengthMs, minRuns } = planSlice(warmMs, SOUNDING_MS);
    const replies = await group.slice(batch, lengthMs, minRuns, timeoutMs);
    const counted = countWindow(replies);
    const runMs =
      counted === null ? warmMs : ((counted.to - counted.from) * replies.length) / counted.runs;
    times.push({ batch, runMs });
    instancePeakRssBytes = replies.map((r) => r.peakRssBytes);
  }
  return {
    configuration,
    group,
    firstRunMs,
    times,
    instancePeakRssBytes,
    device,
    blocks: [],
    slices: [],
    cpuMs: 0,
    search: null,
    expectedPerS: 0,
  };
}

/** The smallest, the middle (of the logarithms) and the largest batch, ascending. */
function soundedBatches(largest: number): readonly number[] {
  return [...new Set([1, Math.round(Math.sqrt(largest)), largest])].sort((a, b) => a - b);
}

/** The bounds of the batcher in front of a member. */
export function limitsOf(
  configuration: Configuration,
  load: Load,
  { deadlineMs }: Pick<LoadSettings, 'deadlineMs'>,
): BatcherLimits {
  return {
    maxBatch: configuration.batchSize,
    maxDelayMs: configuration.maxQueueDelayMs ?? 0,
    queueLimit: Math.max(QUEUE_LIMIT, load.kind === 'closed' ? load.clients : 0),
    deadlineMs: deadlineMs ?? null,
    instances: configuration.instances,
  };
}

/** The block of a round, at the load's own rate or at that of a search. All members of a round are offered the same requests. */
export function planBlock(
  configuration: Configuration,
  settings: LoadSettings,
  seed: string,
  next: NextBlock | null,
): BlockPlan {
  const { load: asked, adaptiveBatching, bounds } = settings;
  const load = next === null || asked.kind === 'closed' ? asked : scaledTo(asked, next.ratePerS);
  const lengths = blockLengths(load, next?.looks);
  const tightest = tightestBound(bounds);
  const bound = adaptiveBatching ? tightest : null;
  const maxBatch = configuration.batchSize;
  const target =
    bound === null ? 0 : runTargetMs(bound.boundMs, configuration.maxQueueDelayMs ?? 0);
  return {
    load:
      load.kind === 'trace' ? traceStretch(load, lengths.rampMs + lengths.windowMs, seed) : load,
    limits: limitsOf(configuration, load, settings),
    seed,
    ...lengths,
    ...(next !== null &&
      tightest !== null && { giveUp: giveUpAt(next.ratePerS, lengths, tightest) }),
    ...(target > 0 && { guard: { maxBatch, runTargetMs: target } }),
  };
}

/** Offers one block to one lane while everyone else is frozen, and records what became of it. */
export async function runBlock(
  lane: BlockLane,
  plan: BlockPlan,
  turn: Turn,
  now: () => number,
): Promise<BlockRecord> {
  const { load, rampMs, windowMs, drainMs } = plan;
  const startedAt = now();
  const longestRunMs = Math.max(...lane.times.map((t) => t.runMs));
  const timeoutMs = MIN_TIMEOUT_MS + rampMs + windowMs + drainMs + 10 * longestRunMs;
  const result = await watched(lane, () => lane.group.serve(plan, timeoutMs));
  const record: BlockRecord = {
    round: turn.round,
    atMs: startedAt + rampMs - turn.beganAt,
    offeredPerS: load.kind === 'closed' ? null : load.ratePerS,
    plan,
    result,
    overloaded: result.overloaded || growsUnseen(plan, result),
  };
  lane.blocks.push(record);
  lane.slices = [...lane.slices, blockSlice(record, lane.configuration.batchSize)];
  // The accounts of CPU time leave out the ramp.
  lane.cpuMs += (result.instancesCpuMs + result.frontCpuMs) * (1 + rampMs / windowMs);
  return record;
}

/** Looks at the device again and again while something runs on it. */
async function watched<T>(lane: BlockLane, work: () => Promise<T>): Promise<T> {
  const { device, group } = lane;
  if (device === null) return work();
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = device.running(group.pids);
  }, LOOK_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await looking;
  }
}
