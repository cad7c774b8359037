import { type Entrant, groupKey } from '../study/entrant.ts';
import type {
  Equivalence,
  HeatRequest,
  HeatResult,
  MemberOutcome,
  Prober,
  Standing,
} from '../study/prober.ts';
import type { Failure } from '../study/trial.ts';
import { logRatios } from './heat-statistics.ts';
import type { SimulatedBehaviour, SimulatedHost, SimulatedLane } from './simulated-host.ts';
import { simulatedMeasurement } from './simulated-measurement.ts';
import { sliceCostMs } from './slice-plan.ts';

/** Warming up: this many runs, unless they take longer than the time it is given; never fewer than the least. */
const WARM_UP = { runs: 5, ms: 1500, least: 2 };
/** A session is given at least this long to open, whatever is left of the heat, ms. */
const LEAST_TIMEOUT_MS = 3000;
/** Rounds a heat always has once its members are open. */
const MIN_ROUNDS = 2;
/** Time until a failure shows, ms. */
const FAILING_MS = 100;
const EQUAL: Equivalence = { status: 'equal', maxRelativeDeviation: 0 };

interface Member {
  readonly configuration: Entrant;
  lane: SimulatedLane | null;
  failure: Failure | null;
  racing: boolean;
  costMs: number;
}

interface Machine {
  readonly host: SimulatedHost;
  /** Speed of each live session relative to its configuration's, as a log. */
  readonly sessions: Map<string, number>;
  drift: number;
}

function isFailure(value: SimulatedBehaviour | Failure): value is Failure {
  return 'kind' in value;
}

/**
 * A prober over a simulated machine, with the protocol of the real one: sessions are created (and stay warm between heats
 * unless fresh ones are asked for), warmed up, and run in alternating slices with noise until the rule or the time ends the heat.
 * Every measurement says in its `stderr` that it is simulated.
 */
export function createSimulatedProber(host: SimulatedHost): Prober {
  const machine: Machine = { host, sessions: new Map(), drift: 0 };
  return {
    heat: async (request, signal) => {
      signal.throwIfAborted();
      if (request.fresh) machine.sessions.clear();
      const result = await runHeat(machine, request, signal);
      if (request.fresh) machine.sessions.clear();
      return result;
    },
    compare: async (candidate, reference, signal) => {
      for (const c of [candidate, reference]) {
        const behaviour = host.behaviour(c);
        if (isFailure(behaviour)) return { status: 'failed', failure: behaviour };
        await host.time.sleep(behaviour.sessionCreateMs + behaviour.firstRunMs, signal);
      }
      return host.equivalence?.(candidate) ?? EQUAL;
    },
    place: async (configuration) => host.placement?.(configuration) ?? null,
    close: async () => machine.sessions.clear(),
  };
}

function enter(configuration: Entrant): Member {
  return { configuration, lane: null, failure: null, racing: true, costMs: 0 };
}

async function runHeat(
  machine: Machine,
  request: HeatRequest,
  signal: AbortSignal,
): Promise<HeatResult> {
  const { time } = machine.host;
  const beganAt = time.now();
  const deadline = beganAt + request.maxMs;
  const reference = enter(request.reference);
  const challengers = request.challengers.map(enter);
  for (const [i, m] of [reference, ...challengers].entries()) {
    // As in the real prober, the reference and the first challenger are opened whatever the time.
    if (reference.failure !== null || (i > 1 && time.now() > deadline)) break;
    await open(machine, m, deadline, signal);
  }
  const heat = { reference, challengers, beganAt, deadline };
  const { rounds, pausedMs } = await runRounds(machine, heat, request.afterRound, signal);
  const { disturbance } = machine.host;
  const { keepRunTimes } = request;
  const outcome = (m: Member): MemberOutcome =>
    outcomeOf(m, reference, { keepRunTimes, ...(disturbance && { disturbance }) });
  return {
    reference: outcome(reference),
    challengers: challengers.map(outcome),
    rounds,
    elapsedMs: time.now() - beganAt - pausedMs,
  };
}

interface Heat {
  readonly reference: Member;
  readonly challengers: readonly Member[];
  readonly beganAt: number;
  readonly deadline: number;
}

/** How long the members ran, and how long they stood still in between. */
interface Course {
  readonly rounds: number;
  readonly pausedMs: number;
}

/** Lets the open members run in turns until the rule or the time ends it. */
async function runRounds(
  machine: Machine,
  { reference, challengers, beganAt, deadline }: Heat,
  afterRound: HeatRequest['afterRound'],
  signal: AbortSignal,
): Promise<Course> {
  const { time, random } = machine.host;
  let pausedMs = 0;
  let rounds = 0;
  while (reference.lane !== null) {
    const racing = [reference, ...challengers.filter((m) => m.racing && m.lane !== null)];
    if (racing.length === 1 && challengers.length > 0) break;
    if (rounds >= MIN_ROUNDS && time.now() - pausedMs + roundMs(racing) > deadline) break;
    for (const m of random.shuffle(racing))
      await slice(machine, m, { round: rounds, beganAt }, signal);
    rounds++;
    const answeredAt = time.now();
    const decision = await afterRound(rounds, standings(challengers, reference.lane));
    pausedMs += time.now() - answeredAt;
    for (const index of decision.leave) leave(challengers[index]);
    if (decision.stop) break;
  }
  return { rounds, pausedMs };
}

function leave(m: Member | undefined): void {
  if (m) m.racing = false;
}

/** Creates the session unless it is warm, and warms it up for this batch size; too slow is a failure. */
async function open(
  machine: Machine,
  m: Member,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  const { time, behaviour: behaviourOf, noise, random } = machine.host;
  const start = time.now();
  const behaviour = behaviourOf(m.configuration);
  if (isFailure(behaviour)) {
    m.failure = behaviour;
    await time.sleep(FAILING_MS, signal);
  } else {
    const key = groupKey(m.configuration);
    const session = machine.sessions.get(key) ?? noise.sessionSpread * random.normal();
    const { batchSize, instances } = m.configuration;
    const runMs = (1000 * batchSize * instances) / (behaviour.throughputIps * Math.exp(session));
    const warmRuns = Math.max(WARM_UP.least, Math.min(WARM_UP.runs, WARM_UP.ms / runMs));
    const createMs = machine.sessions.has(key) ? 0 : behaviour.sessionCreateMs;
    const openMs = createMs + behaviour.firstRunMs + warmRuns * runMs;
    const timeoutMs = Math.max(LEAST_TIMEOUT_MS, deadline - start);
    await time.sleep(Math.min(openMs, timeoutMs), signal);
    if (openMs > timeoutMs) {
      const message = `not ready after ${Math.round(timeoutMs)} ms`;
      m.failure = { kind: 'timeout', message, stderr: '' };
    } else {
      machine.sessions.set(key, session);
      m.lane = { configuration: m.configuration, behaviour, runMs, slices: [], runTimesMs: [] };
    }
  }
  m.costMs += time.now() - start;
}

async function slice(
  machine: Machine,
  m: Member,
  at: { readonly round: number; readonly beganAt: number },
  signal: AbortSignal,
): Promise<void> {
  if (m.lane === null) return;
  const { noise, random, time } = machine.host;
  const { instances, batchSize } = m.configuration;
  const rho = noise.sliceCorrelation;
  machine.drift =
    rho * machine.drift + Math.sqrt(1 - rho ** 2) * noise.sliceSpread * random.normal();
  const runMs = m.lane.runMs * Math.exp(-machine.drift);
  const costMs = sliceCostMs(runMs, instances);
  // The first run after a switch is not counted.
  const windowMs = Math.max(runMs, costMs - runMs);
  const runs = (instances * windowMs) / runMs;
  const atMs = time.now() - at.beganAt;
  await time.sleep(costMs, signal);
  m.costMs += costMs;
  const cpuMsPerRun = m.lane.behaviour.cpuMsPerInference * batchSize;
  m.lane.slices.push({ round: at.round, atMs, windowMs, runs, runMs, cpuMsPerRun });
  for (let i = 0; i < Math.floor(runs); i++) {
    m.lane.runTimesMs.push(runMs * Math.exp(noise.runSpread * random.normal()));
  }
}

function roundMs(racing: readonly Member[]): number {
  return racing.reduce(
    (sum, m) => sum + sliceCostMs(m.lane?.runMs ?? 0, m.configuration.instances),
    0,
  );
}

function standings(challengers: readonly Member[], reference: SimulatedLane): Standing[] {
  return challengers.flatMap(({ lane, racing }, challenger) =>
    lane === null || !racing
      ? []
      : [{ challenger, rounds: lane.slices.length, logRatio: logRatios(lane, reference) }],
  );
}

function outcomeOf(
  m: Member,
  reference: Member,
  heat: Parameters<typeof simulatedMeasurement>[2],
): MemberOutcome {
  const { costMs } = m;
  if (m.failure !== null) return { status: 'failed', failure: m.failure, costMs };
  if (m.lane === null || m.lane.slices.length === 0 || reference.lane === null) {
    const reason = reference.failure ? 'the reference failed' : 'the time of the heat ran out';
    return { status: 'skipped', reason, costMs };
  }
  const measurement = simulatedMeasurement(m.lane, reference.lane, heat);
  return { status: 'measured', measurement, costMs };
}
