import type { Random } from '../core/random.ts';
import type { DeviceMonitor } from '../study/device-monitor.ts';
import type { DisturbanceMonitor } from '../study/disturbance-monitor.ts';
import { type Entrant, groupKey } from '../study/entrant.ts';
import type { HeatRequest, HeatResult, MemberOutcome, Standing } from '../study/prober.ts';
import type { Failure } from '../study/trial.ts';
import { openDeviceAccount } from './device-account.ts';
import type { GroupPool } from './group-pool.ts';
import { createHeatPauses } from './heat-pauses.ts';
import { logRatios, measurementOf } from './heat-statistics.ts';
import { type Lane, openLane, runSlice } from './lane.ts';
import { monotonicMs } from './monotonic-clock.ts';
import { sliceCostMs } from './slice-plan.ts';
import { WorkerFailure } from './worker-failure.ts';

/** Longest warm-up of one member, in ms; most are over far sooner. */
const WARM_UP_MS = 1500;

/** A session is given at least this long to be created, whatever is left of the heat, in ms. */
const MIN_TIMEOUT_MS = 3000;

/** Rounds below which nothing can be said of an error. */
const MIN_ROUNDS = 2;

export interface HeatContext {
  readonly pool: GroupPool;
  readonly monitor: DisturbanceMonitor;
  /** Null where nobody looks at devices. */
  readonly devices: DeviceMonitor | null;
  readonly random: Random;
  readonly sliceMs: number;
  /** Called before a session is started, to make room in memory. */
  readonly makeRoom: (keep: readonly Entrant[]) => void;
}

/** A member on its way through a heat. */
interface Member {
  readonly configuration: Entrant;
  lane: Lane | null;
  failure: Failure | null;
  racing: boolean;
  costMs: number;
}

/** Runs one heat: opens every member, then lets them run in alternating slices, one at a time, all others frozen. */
export async function runHeat(
  request: HeatRequest,
  context: HeatContext,
  signal: AbortSignal,
): Promise<HeatResult> {
  const beganAt = monotonicMs();
  const deadline = beganAt + request.maxMs;
  const member = (configuration: Entrant): Member => ({
    configuration,
    lane: null,
    failure: null,
    racing: true,
    costMs: 0,
  });
  const reference = member(request.reference);
  const challengers = request.challengers.map(member);
  await openMembers([reference, ...challengers], context, deadline, signal);

  const before = context.monitor.snapshot();
  const cpuBefore = process.cpuUsage();
  const pauses = createHeatPauses(context.monitor);
  let round = 0;
  while (reference.racing && reference.lane !== null) {
    const racing = [reference, ...challengers.filter((m) => m.racing && m.lane !== null)];
    if (racing.length === 1 && challengers.length > 0) break;
    const endsAt = monotonicMs() + roundCostMs(racing, context.sliceMs) - pauses.totalMs();
    if (round >= MIN_ROUNDS && endsAt > deadline) break;
    await runRound(racing, { round, beganAt }, context, signal);
    round++;
    const decision = await pauses.during(
      request.afterRound(round, standings(challengers, reference)),
    );
    for (const index of decision.leave) {
      const leaving = challengers[index];
      if (leaving !== undefined) leaving.racing = false;
    }
    if (decision.stop) break;
  }

  const own = process.cpuUsage(cpuBefore);
  const ownCpuMs = (own.user + own.system) / 1000 + lanesCpuMs([reference, ...challengers]);
  const heat = {
    disturbance: context.monitor.since(pauses.moved(before), ownCpuMs),
    keepRunTimes: request.keepRunTimes,
  };
  return {
    reference: outcomeOf(reference, reference, heat),
    challengers: challengers.map((m) => outcomeOf(m, reference, heat)),
    rounds: round,
    elapsedMs: monotonicMs() - beganAt - pauses.totalMs(),
  };
}

/**
 * Reference first; then members that share a session together, smaller batches first. When one takes its processes
 * down, the others that lived in them are opened again in new ones.
 */
async function openMembers(
  members: readonly Member[],
  context: HeatContext,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  const [reference, ...challengers] = members as [Member, ...Member[]];
  const queue = [reference, ...bySessionAndBatch(challengers)];
  for (let opened = 0; queue.length > 0; opened++) {
    const m = queue.shift() as Member;
    // The reference and the first challenger are always opened: a heat that measures nothing would be no answer at all.
    if (opened > 1 && monotonicMs() > deadline) return;
    await openMember(m, members, context, deadline, signal);
    if (reference.failure !== null) return;
    if (m.failure === null) continue;
    const homeless = members.filter((other) => other.lane !== null && sharesSession(other, m));
    for (const other of homeless) other.lane = null;
    queue.unshift(...homeless);
  }
}

function bySessionAndBatch(members: readonly Member[]): Member[] {
  const groups = new Map<string, Member[]>();
  for (const m of members) {
    const key = groupKey(m.configuration);
    groups.set(key, [...(groups.get(key) ?? []), m]);
  }
  return [...groups.values()].flatMap((group) =>
    group.sort((a, b) => a.configuration.batchSize - b.configuration.batchSize),
  );
}

async function openMember(
  m: Member,
  members: readonly Member[],
  context: HeatContext,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  const start = monotonicMs();
  const timeoutMs = Math.max(MIN_TIMEOUT_MS, deadline - start);
  try {
    context.makeRoom(members.map((other) => other.configuration));
    const device = await openDeviceAccount(m.configuration, context.devices);
    const { group, started } = await context.pool.obtain(m.configuration, timeoutMs);
    // Feeds of earlier heats are of no more use to a warm session.
    const isFirstUse = !members.some((other) => other.lane?.group === group);
    if (!started && isFirstUse) await group.forget(timeoutMs);
    const sole = started && !members.some((other) => other !== m && sharesSession(other, m));
    const limits = { sole, warmUpMs: WARM_UP_MS, timeoutMs };
    m.lane = await openLane(m.configuration, group, limits, device);
    await device?.opened(group.pids, started);
  } catch (error) {
    fail(m, context, error, signal);
  } finally {
    m.costMs += monotonicMs() - start;
  }
}

async function runRound(
  racing: readonly Member[],
  round: { readonly round: number; readonly beganAt: number },
  context: HeatContext,
  signal: AbortSignal,
): Promise<void> {
  for (const m of context.random.shuffle(racing)) {
    if (m.lane === null || !m.racing) continue;
    const start = monotonicMs();
    const expected = sliceCostMs(m.lane.runMs, m.configuration.instances, context.sliceMs);
    try {
      await runSlice(m.lane, {
        ...round,
        sliceMs: context.sliceMs,
        timeoutMs: MIN_TIMEOUT_MS + 10 * expected,
      });
    } catch (error) {
      fail(m, context, error, signal);
      for (const other of racing) if (sharesSession(other, m)) other.racing = false;
    } finally {
      m.costMs += monotonicMs() - start;
    }
  }
}

/** Records why a member failed and ends its processes; an abort or a defect is thrown on. */
function fail(m: Member, context: HeatContext, error: unknown, signal: AbortSignal): void {
  signal.throwIfAborted();
  if (!(error instanceof WorkerFailure)) throw error;
  m.failure = error.failure;
  m.racing = false;
  context.pool.discard(m.configuration);
}

function sharesSession(a: Member, b: Member): boolean {
  return groupKey(a.configuration) === groupKey(b.configuration);
}

function standings(challengers: readonly Member[], { lane: theirs }: Member): Standing[] {
  return challengers.flatMap(({ lane, racing }, challenger) => {
    if (!racing || lane === null || theirs === null || !metInARound(lane, theirs)) return [];
    return [{ challenger, rounds: lane.slices.length, logRatio: logRatios(lane, theirs) }];
  });
}

/** Whether both were counted in one round at least: without that there is nothing to compare. */
function metInARound(a: Lane, b: Lane): boolean {
  const rounds = new Set(b.slices.map((s) => s.round));
  return a.slices.some((s) => rounds.has(s.round));
}

function outcomeOf(
  m: Member,
  reference: Member,
  heat: Parameters<typeof measurementOf>[2],
): MemberOutcome {
  const { costMs } = m;
  if (m.failure !== null) return { status: 'failed', failure: m.failure, costMs };
  if (
    m.lane === null ||
    reference.lane === null ||
    reference.failure !== null ||
    !metInARound(m.lane, reference.lane)
  ) {
    return { status: 'skipped', reason: skipReason(m, reference), costMs };
  }
  return { status: 'measured', measurement: measurementOf(m.lane, reference.lane, heat), costMs };
}

function skipReason(m: Member, reference: Member): string {
  if (reference.failure !== null) return 'the reference failed';
  return m === reference
    ? 'no challenger was left to compare with'
    : 'the time of the heat ran out';
}

function roundCostMs(members: readonly Member[], sliceMs: number): number {
  return members.reduce(
    (total, m) =>
      total + (m.lane === null ? 0 : sliceCostMs(m.lane.runMs, m.configuration.instances, sliceMs)),
    0,
  );
}

function lanesCpuMs(members: readonly Member[]): number {
  return members.reduce((total, m) => total + (m.lane?.cpuMs ?? 0), 0);
}
