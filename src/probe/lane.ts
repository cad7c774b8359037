import type { Configuration } from '../space/configuration.ts';
import type { SliceRecord } from '../study/trial.ts';
import type { DeviceAccount } from './device-account.ts';
import type { InstanceGroup } from './instance-group.ts';
import { planSlice } from './slice-plan.ts';
import { countWindow } from './slice-window.ts';

/** A member of a heat while it is live: a group of instances fed with one batch size. */
export interface Lane {
  readonly configuration: Configuration;
  readonly group: InstanceGroup;
  readonly firstRunMs: number;
  /** Median run when warm, ms. */
  readonly runMs: number;
  readonly slices: SliceRecord[];
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
    runTimesMs: [],
    sole: limits.sole,
    instancePeakRssBytes: warm.map((w) => w.peakRssBytes),
    device,
    cpuMs: 0,
  };
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
  const { lengthMs, minRuns } = planSlice(lane.runMs, context.sliceMs);
  const [replies] = await Promise.all([
    lane.group.slice(lane.configuration.batchSize, lengthMs, minRuns, context.timeoutMs),
    lane.device?.running(lane.group.pids),
  ]);
  lane.cpuMs += replies.reduce((sum, r) => sum + r.totalCpuMs, 0);
  const counted = countWindow(replies);
  if (counted === null) return;
  const totalRuns = replies.reduce((sum, r) => sum + r.ends.length, 0);
  const cpuMs = replies.reduce((sum, r) => sum + r.cpuMs, 0);
  const busyMs = replies.reduce(
    (sum, r) => sum + overlap(r.starts, r.ends, counted.from, counted.to),
    0,
  );
  lane.slices.push({
    round: context.round,
    atMs: counted.from - context.beganAt,
    windowMs: counted.to - counted.from,
    runs: counted.runs,
    runMs: busyMs / counted.runs,
    cpuMsPerRun: cpuMs / totalRuns,
  });
  for (const time of counted.runTimesMs) lane.runTimesMs.push(time);
  if (lane.sole) lane.instancePeakRssBytes = replies.map((r) => r.peakRssBytes);
}

/** Total time inside the window spent in runs, ms. */
function overlap(
  starts: ArrayLike<number>,
  ends: ArrayLike<number>,
  from: number,
  to: number,
): number {
  let total = 0;
  for (let i = 0; i < ends.length; i++) {
    total += Math.max(0, Math.min(to, ends[i] ?? 0) - Math.max(from, starts[i] ?? 0));
  }
  return total;
}
