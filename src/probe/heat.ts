import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { DeviceMonitor } from '../study/device-monitor.ts';
import type { DisturbanceMonitor } from '../study/disturbance-monitor.ts';
import { type Entrant, groupKey } from '../study/entrant.ts';
import type { HeatRequest, HeatResult, MemberOutcome, Standing } from '../study/prober.ts';
import type { Failure } from '../study/trial.ts';
import { openDeviceAccount } from './device-account.ts';
import type { GroupPool } from './group-pool.ts';
import type { HeatDiscipline, HeatFacts, LiveLane, Turn } from './heat-discipline.ts';
import { createHeatPauses } from './heat-pauses.ts';
import { MIN_TIMEOUT_MS } from './turn-limits.ts';
import { WorkerFailure } from './worker-failure.ts';

/** Rounds below which nothing can be said of an error. */
const MIN_ROUNDS = 2;

export interface HeatContext<L extends LiveLane> {
  readonly pool: GroupPool;
  /** What members do when it is their turn. */
  readonly discipline: HeatDiscipline<L>;
  readonly clock: Clock;
  readonly monitor: DisturbanceMonitor;
  /** Null where nobody looks at devices. */
  readonly devices: DeviceMonitor | null;
  readonly random: Random;
  /** Called before a session is started, to make room in memory. */
  readonly makeRoom: (keep: readonly Entrant[]) => void;
}

/** A member on its way through a heat. */
interface Member<L> {
  readonly configuration: Entrant;
  lane: L | null;
  failure: Failure | null;
  racing: boolean;
  costMs: number;
}

/** Runs one heat: opens every member, then lets them take turns, one at a time, all others frozen. */
export async function runHeat<L extends LiveLane>(
  request: HeatRequest,
  context: HeatContext<L>,
  signal: AbortSignal,
): Promise<HeatResult> {
  const { clock, discipline } = context;
  const beganAt = clock.now();
  const deadline = beganAt + request.maxMs;
  const member = (configuration: Entrant): Member<L> => ({
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
  const pauses = createHeatPauses(context.monitor, clock);
  let round = 0;
  while (reference.racing && reference.lane !== null) {
    const racing = [reference, ...challengers.filter((m) => m.racing && m.lane !== null)];
    if (racing.length === 1 && challengers.length > 0) break;
    const leftMs = deadline - (clock.now() - pauses.totalMs());
    if (isOver(racing, round, leftMs, discipline)) break;
    await runRound(racing, reference, { round, beganAt }, context, signal);
    round++;
    const decision = await pauses.during(
      request.afterRound(round, standings(challengers, reference, discipline)),
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
    reference: outcomeOf(reference, reference, discipline, heat),
    challengers: challengers.map((m) => outcomeOf(m, reference, discipline, heat)),
    rounds: round,
    elapsedMs: clock.now() - beganAt - pauses.totalMs(),
  };
}

/**
 * Reference first; then members that share a session together, smaller batches first. When one takes its processes
 * down, the others that lived in them are opened again in new ones.
 */
async function openMembers<L extends LiveLane>(
  members: readonly Member<L>[],
  context: HeatContext<L>,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  const [reference, ...challengers] = members as [Member<L>, ...Member<L>[]];
  const queue = [reference, ...bySessionAndBatch(challengers)];
  for (let opened = 0; queue.length > 0; opened++) {
    const m = queue.shift() as Member<L>;
    // The reference and the first challenger are always opened: a heat that measures nothing would be no answer at all.
    if (opened > 1 && context.clock.now() > deadline) return;
    await openMember(m, members, context, deadline, signal);
    if (reference.failure !== null) return;
    if (m.failure === null) continue;
    const homeless = members.filter((other) => other.lane !== null && sharesSession(other, m));
    for (const other of homeless) other.lane = null;
    queue.unshift(...homeless);
  }
}

function bySessionAndBatch<L>(members: readonly Member<L>[]): Member<L>[] {
  const groups = new Map<string, Member<L>[]>();
  for (const m of members) {
    const key = groupKey(m.configuration);
    groups.set(key, [...(groups.get(key) ?? []), m]);
  }
  return [...groups.values()].flatMap((group) =>
    group.sort((a, b) => a.configuration.batchSize - b.configuration.batchSize),
  );
}

async function openMember<L extends LiveLane>(
  m: Member<L>,
  members: readonly Member<L>[],
  context: HeatContext<L>,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  const start = context.clock.now();
  const timeoutMs = Math.max(MIN_TIMEOUT_MS, deadline - start);
  try {
    context.makeRoom(members.map((other) => other.configuration));
    const device = await openDeviceAccount(m.configuration, context.devices);
    const { group, started } = await context.pool.obtain(m.configuration, timeoutMs);
    // Feeds of earlier heats are of no more use to a warm session.
    const isFirstUse = !members.some((other) => other.lane?.group === group);
    if (!started && isFirstUse) await group.forget(timeoutMs);
    const sole = started && !members.some((other) => other !== m && sharesSession(other, m));
    const limits = { sole, timeoutMs };
    m.lane = await context.discipline.open(m.configuration, group, limits, device);
    await device?.opened(group.pids, started);
  } catch (error) {
    fail(m, context, error, signal);
  } finally {
    m.costMs += context.clock.now() - start;
  }
}

/** Whether nobody needs another round, or none would end in time. */
function isOver<L extends LiveLane>(
  racing: readonly Member<L>[],
  rounds: number,
  leftMs: number,
  { isDone, costMs }: HeatDiscipline<L>,
): boolean {
  const waiting = racing.flatMap(({ lane }) => (lane === null || isDone(lane) ? [] : [lane]));
  const roundMs = waiting.reduce((total, lane) => total + costMs(lane), 0);
  return waiting.length === 0 || (rounds >= MIN_ROUNDS && roundMs > leftMs);
}

async function runRound<L extends LiveLane>(
  racing: readonly Member<L>[],
  reference: Member<L>,
  round: { readonly round: number; readonly beganAt: number },
  context: HeatContext<L>,
  signal: AbortSignal,
): Promise<void> {
  for (const m of context.random.shuffle(racing)) {
    if (!m.racing) continue;
    const start = context.clock.now();
    try {
      await takeTurn(m, { ...round, isReference: m === reference }, context.discipline);
    } catch (error) {
      fail(m, context, error, signal);
      for (const other of racing) if (sharesSession(other, m)) other.racing = false;
    } finally {
      m.costMs += context.clock.now() - start;
    }
  }
}

async function takeTurn<L extends LiveLane>(
  m: Member<L>,
  turn: Turn,
  { isDone, turn: take }: HeatDiscipline<L>,
): Promise<void> {
  if (m.lane === null || isDone(m.lane)) return;
  m.failure = await take(m.lane, turn);
  if (m.failure !== null) m.racing = false;
}

/** Records why a member failed and ends its processes; an abort or a defect is thrown on. */
function fail<L extends LiveLane>(
  m: Member<L>,
  context: HeatContext<L>,
  error: unknown,
  signal: AbortSignal,
): void {
  signal.throwIfAborted();
  if (!(error instanceof WorkerFailure)) throw error;
  m.failure = error.failure;
  m.racing = false;
  context.pool.discard(m.configuration);
}

function sharesSession(a: Member<unknown>, b: Member<unknown>): boolean {
  return groupKey(a.configuration) === groupKey(b.configuration);
}

function standings<L extends LiveLane>(
  challengers: readonly Member<L>[],
  { lane: theirs }: Member<L>,
  { logRatios }: HeatDiscipline<L>,
): Standing[] {
  return challengers.flatMap(({ lane, racing }, challenger) => {
    if (!racing || lane === null || theirs === null || !metInARound(lane, theirs)) return [];
    return [{ challenger, rounds: lane.slices.length, logRatio: logRatios(lane, theirs) }];
  });
}

/** Whether both were counted in one round at least: without that there is nothing to compare. */
function metInARound(a: LiveLane, b: LiveLane): boolean {
  const rounds = new Set(b.slices.map((s) => s.round));
  return a.slices.some((s) => rounds.has(s.round));
}

function outcomeOf<L extends LiveLane>(
  m: Member<L>,
  reference: Member<L>,
  discipline: HeatDiscipline<L>,
  heat: HeatFacts,
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
  const measurement = discipline.measurement(m.lane, reference.lane, heat);
  return { status: 'measured', measurement, costMs };
}

function skipReason<L>(m: Member<L>, reference: Member<L>): string {
  if (reference.failure !== null) return 'the reference failed';
  return m === reference
    ? 'no challenger was left to compare with'
    : 'the time of the heat ran out';
}

function lanesCpuMs(members: readonly Member<LiveLane>[]): number {
  return members.reduce((total, m) => total + (m.lane?.cpuMs ?? 0), 0);
}
