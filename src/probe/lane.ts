import { batchCycle, type RequestMix } from '../lengths/batch-cycle.ts';
import { type CycleFacts, cycleFacts } from '../lengths/cycle-facts.ts';
import type { Configuration } from '../space/configuration.ts';
import { overlapMs } from '../stats/overlap-count.ts';
import type { SliceRecord } from '../study/trial.ts';
import type { DeviceAccount } from './device-account.ts';
import type { InstanceGroup, SliceReply } from './instance-group.ts';
import { levelSlices, type MixedSlice, mixedSlice } from './level-slices.ts';
import { planSlice } from './slice-plan.ts';
import { countWindow, type WindowCount } from './slice-window.ts';

/** What a lane keeps where its runs differ in length. */
interface LaneMix {
  /** Length of every run of the cycle. */
  readonly cycle: readonly number[];
  readonly facts: CycleFacts;
  /** Time of a run at each length in the warm-up of each instance, ms. */
  readonly warmUps: readonly ReadonlyMap<number, number>[];
  readonly slices: MixedSlice[];
}

/** A member of a heat while it is live: a group of instances fed with one batch size. */
export interface Lane {
  readonly configuration: Configuration;
  readonly group: InstanceGroup;
  readonly firstRunMs: number;
  /** Median run when warm, ms. */
  readonly runMs: number;
  slices: readonly SliceRecord[];
  /** null where every sample is of one length. */
  readonly mix: LaneMix | null;
  readonly runTimesMs: number[];
  /** Whether its processes serve no other batch size, so that their peak memory keeps being its own. */
  readonly sole: boolean;
  instancePeakRssBytes: readonly number[];
  /** What it takes of the device of its provider; null on the CPU. */
  readonly device: DeviceAccount | null;
  /** CPU time of its processes over all slices, ms; what is not background load. */
  cpuMs: number;
}

/** Feeds and warms up one member. Lanes of one group should be opened in ascending batch order, so that peak memory is theirs. */
export async function openLane(
  configuration: Configuration,
  group: InstanceGroup,
  limits: { readonly sole: boolean; readonly warmUpMs: number; readonly timeoutMs: number },
  device: DeviceAccount | null = null,
): Promise<Lane> {
  const warm = await group.warmUp(configuration.batchSize, limits.warmUpMs, limits.timeoutMs);
  return {
    configuration,
    group,
    firstRunMs: Math.max(...warm.map((w) => w.firstRunMs)),
    runMs: Math.max(...warm.map((w) => w.runMs)),
    slices: [],
    mix: mixOf(group.requests, configuration.batchSize, warm),
    runTimesMs: [],
    sole: limits.sole,
    instancePeakRssBytes: warm.map((w) => w.peakRssBytes),
    device,
    cpuMs: 0,
  };
}

/** How often a slice is made, twice as long each time, until its instances run together for a moment. */
const MOST_TRIES = 3;

interface CountedSlice {
  readonly replies: readonly SliceReply[];
  readonly counted: WindowCount;
}

/**
 * Where threads outnumber cores, an instance may wait for the others' whole slice to be scheduled: then there is nothing to
 * count, and a longer slice is needed.
 */
async function countedSlice(
  lane: Lane,
  context: { readonly sliceMs: number; readonly timeoutMs: number },
): Promise<CountedSlice | null> {
  const plan = planSlice(lane.runMs, context.sliceMs);
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const longer = 2 ** tried;
    const { batchSize } = lane.configuration;
    const { lengthMs, minRuns } = plan;
    const [replies] = await Promise.all([
      lane.group.slice(batchSize, longer * lengthMs, longer * minRuns, longer * context.timeoutMs),
      lane.device?.running(lane.group.pids),
    ]);
    lane.cpuMs += replies.reduce((sum, r) => sum + r.totalCpuMs, 0);
    const counted = countWindow(replies);
    if (counted !== null) return { replies, counted };
  }
  return null;
}

/** Lets one lane run for a slice while everyone else is frozen, and records what it did. */
export async function runSlice(
  lane: Lane,
  context: {
    readonly round: number;
    readonly beganAt: number;
    readonly sliceMs: number;
    readonly timeoutMs: number;
  },
): Promise<void> {
  const slice = await countedSlice(lane, context);
  if (slice === null) return;
  const { replies, counted } = slice;
  const at = { round: context.round, atMs: counted.from - context.beganAt };
  if (lane.mix === null) {
    lane.slices = [...lane.slices, sliceRecord(replies, counted, at)];
  } else {
    const { mix } = lane;
    mix.slices.push(mixedRecord(replies, counted, at));
    lane.slices = levelSlices(mix.slices, mix.warmUps, mix.cycle);
  }
  for (const time of counted.runTimesMs) lane.runTimesMs.push(time);
  if (lane.sole) lane.instancePeakRssBytes = replies.map((r) => r.peakRssBytes);
}

type At = Pick<SliceRecord, 'round' | 'atMs'>;

function sliceRecord(replies: readonly SliceReply[], counted: WindowCount, at: At): SliceRecord {
  const totalRuns = replies.reduce((sum, r) => sum + r.ends.length, 0);
  return {
    ...at,
    windowMs: counted.to - counted.from,
    runs: counted.runs,
    runMs: busyMs(replies, counted) / counted.runs,
    cpuMsPerRun: cpuMs(replies) / totalRuns,
  };
}

function mixedRecord(replies: readonly SliceReply[], counted: WindowCount, at: At): MixedSlice {
  const runs = replies.map(({ starts, ends, shapes = [] }) => ({ starts, ends, shapes }));
  return mixedSlice(runs, counted, {
    ...at,
    busyMs: busyMs(replies, counted),
    cpuMs: cpuMs(replies),
  });
}

function mixOf(
  requests: RequestMix | undefined,
  batch: number,
  warm: readonly { readonly shapeMs?: ReadonlyMap<number, number> }[],
): LaneMix | null {
  if (requests === undefined) return null;
  const cycle = batchCycle(requests, batch);
  return {
    cycle: cycle.map((b) => b.paddedTo),
    facts: cycleFacts(cycle),
    warmUps: warm.flatMap(({ shapeMs }) => (shapeMs === undefined ? [] : [shapeMs])),
    slices: [],
  };
}

const cpuMs = (replies: readonly SliceReply[]): number =>
  replies.reduce((sum, r) => sum + r.cpuMs, 0);

/** Total time inside the window spent in runs, ms. */
function busyMs(replies: readonly SliceReply[], { from, to }: WindowCount): number {
  let total = 0;
  for (const { starts, ends } of replies) {
    for (let i = 0; i < ends.length; i++) {
      total += overlapMs(starts[i] ?? 0, ends[i] ?? 0, from, to);
    }
  }
  return total;
}
