import type { Clock } from '../core/clock.ts';
import { isDisturbed } from '../gate/gate-session.ts';
import type { Measured } from '../gate/paired-ratio.ts';
import { createSessionPace, type SessionPace } from '../gate/session-pace.ts';
import type { Configuration } from '../space/configuration.ts';
import type { RunObjective } from '../study/objective.ts';
import type { MemberOutcome, Prober } from '../study/prober.ts';
import type { Failure } from '../study/trial.ts';
import { unlessAborted } from '../study/unless-aborted.ts';
import { type Contestant, entrantOf } from './contestant.ts';
import { isDecided } from './final-ratio.ts';

/** Sessions from which a final may end early, and the most that are worth their time. */
const SESSIONS = { enough: 3, most: 8 };
/** A variant with the configuration it is served with. */
export interface Finalist {
  readonly contestant: Contestant;
  readonly configuration: Configuration;
}

/** One heat of the final in fresh processes: what each finalist did, by its place in the line-up. */
export interface FinalSession {
  readonly members: ReadonlyMap<number, Measured>;
  /** Whether other work disturbed it so much that it should not count. */
  readonly isDisturbed: boolean;
}

/** Everything the final measured. */
export interface Final {
  readonly finalists: readonly Finalist[];
  readonly sessions: readonly FinalSession[];
  /** Finalists that did not work, by their place. */
  readonly failures: ReadonlyMap<number, Failure>;
}

export interface FinalPorts {
  readonly prober: Prober;
  readonly clock: Clock;
  /** Called after each session with how many there were. */
  readonly onSession: (sessions: number) => void;
}

export interface FinalPlan {
  readonly objective: RunObjective;
  readonly usableCores: number;
  /** On the clock of the ports, ms. */
  readonly deadlineMs: number;
}

/**
 * Lets the winners of all variants meet in heat after heat of fresh processes, several models in one heat, until their
 * order is clear or the time is over. A finalist that fails is left out from then on. An abort ends it with the sessions it has.
 */
export async function runFinal(
  finalists: readonly Finalist[],
  plan: FinalPlan,
  ports: FinalPorts,
  signal: AbortSignal,
): Promise<Final> {
  const sessions: FinalSession[] = [];
  const failures = new Map<number, Failure>();
  const final = { finalists, sessions, failures };
  const pace = createSessionPace(ports.clock, plan.deadlineMs);
  for (let count = 0; count < SESSIONS.most && (count === 0 || pace.hasTime()); count++) {
    const places = finalists.map((_, i) => i).filter((i) => !failures.has(i));
    if (places.length < 2 || signal.aborted) break;
    const outcomes = await unlessAborted(signal, () =>
      runSession(final, places, pace, ports, signal),
    );
    if (outcomes === null) break;
    noteFailures(failures, outcomes);
    const session = sessionOf(finalists, outcomes, plan.usableCores);
    if (session === null) continue;
    sessions.push(session);
    ports.onSession(sessions.length);
    if (sessions.length >= SESSIONS.enough && isDecided(final, plan.objective)) break;
  }
  return final;
}

/** What became of each finalist in a session, by its place. */
type Outcomes = ReadonlyMap<number, MemberOutcome>;

async function runSession(
  { finalists }: Final,
  places: readonly number[],
  pace: SessionPace,
  { prober }: FinalPorts,
  signal: AbortSignal,
): Promise<Outcomes> {
  const [reference, ...challengers] = places.flatMap((place) => {
    const finalist = finalists[place];
    return finalist ? [entrantOf(finalist.contestant, finalist.configuration)] : [];
  });
  if (reference === undefined) throw new Error('a final has finalists');
  const afterRound = pace.startSession();
  const heat = await prober.heat(
    {
      reference,
      challengers,
      fresh: true,
      maxMs: Math.max(0, pace.leftMs()),
      // Quantiles over all sessions need the single runs.
      keepRunTimes: true,
      afterRound: (round) => ({ leave: [], stop: afterRound(round) }),
    },
    signal,
  );
  const outcomes = [heat.reference, ...heat.challengers];
  return new Map(outcomes.map((outcome, i) => [places[i] as number, outcome]));
}

function noteFailures(failures: Map<number, Failure>, outcomes: Outcomes): void {
  for (const [place, outcome] of outcomes) {
    if (outcome.status === 'failed') failures.set(place, outcome.failure);
  }
}

/** null where nobody was measured. */
function sessionOf(
  finalists: readonly Finalist[],
  outcomes: Outcomes,
  usableCores: number,
): FinalSession | null {
  const members = new Map<number, Measured>();
  for (const [place, outcome] of outcomes) {
    const configuration = finalists[place]?.configuration;
    if (outcome.status !== 'measured' || configuration === undefined) continue;
    members.set(place, { configuration, measurement: outcome.measurement });
  }
  const [any] = members.values();
  if (any === undefined) return null;
  return { members, isDisturbed: isDisturbed(any.measurement.disturbance, usableCores) };
}
