import type { Clock } from '../core/clock.ts';
import type { Entrant } from '../study/entrant.ts';
import type { HeatResult, MemberOutcome, Prober } from '../study/prober.ts';
import type { Failure } from '../study/trial.ts';
import type { CheckSetup } from './check-setup.ts';
import { OPPONENTS } from './comparison.ts';
import {
  type GateMeasurement,
  type GateMember,
  type GateSession,
  isDisturbed,
} from './gate-session.ts';
import { isAsked } from './holding.ts';
import { createSessionPace, type SessionPace } from './session-pace.ts';

/** The world a check works on. The prober is closed by whoever made it. */
export interface GatePorts {
  readonly prober: Prober;
  readonly clock: Clock;
}

/** Sessions from which a check may end early, and the most that are worth their time. */
const SESSIONS = { enough: 3, most: 16 };

type Lineup = readonly (readonly [GateMember, Entrant])[];

/** Who meets; the locked configuration comes first, for it is the one that must run in every round. */
function lineupOf(setup: CheckSetup, failed: ReadonlySet<GateMember>): Lineup {
  const { baseline, other } = setup;
  const { configuration, defaultConfiguration } = setup.lock;
  const all: Lineup = [
    ['locked', { ...configuration, copy: 1 }],
    ['twin', { ...configuration, copy: 2 }],
    ...(defaultConfiguration === null ? [] : [['default', defaultConfiguration] as const]),
    ...(baseline === null ? [] : [['baseline', { ...configuration, model: baseline }] as const]),
    // In processes of its own, also where it is the default.
    ...(other === null ? [] : [['other', { ...other, copy: 3 }] as const]),
  ];
  return all.filter(([member]) => {
    const isOpponent = member !== 'locked' && member !== 'twin';
    return !failed.has(member) && (!isOpponent || isAsked(member, setup));
  });
}

/**
 * Lets the locked configuration, its twin and its opponents meet in heat after heat of fresh processes, until `isDecided` says
 * that more would change nothing or the budget ends. An opponent that fails is left out from then on; where the locked
 * configuration fails, that is the answer. Rejects when aborted.
 */
export async function measureGate(
  setup: CheckSetup,
  { prober, clock }: GatePorts,
  isDecided: (measured: GateMeasurement) => boolean,
  signal: AbortSignal,
): Promise<GateMeasurement> {
  if (!asksForMeasuring(setup)) return { sessions: [], failures: new Map() };
  const deadline = clock.now() + setup.budgetMs;
  const sessions: GateSession[] = [];
  const failures = new Map<GateMember, Failure>();
  const pace = createSessionPace(clock, deadline);
  for (let count = 0; count < SESSIONS.most && (count === 0 || pace.hasTime()); count++) {
    const lineup = lineupOf(setup, new Set(failures.keys()));
    const { reference, challengers } = await runSession(lineup, prober, pace, signal);
    const outcomes = [reference, ...challengers];
    noteFailures(failures, lineup, outcomes);
    const session = sessionOf(lineup, outcomes, setup.host.usableCores);
    if (session !== null) sessions.push(session);
    if (failures.has('locked') || failures.has('twin')) break;
    if (isDecided({ sessions, failures }) && sessions.length >= SESSIONS.enough) break;
  }
  return { sessions, failures };
}

/** Whether any assertion is about speed or memory; a check of staleness alone measures nothing. */
function asksForMeasuring(setup: CheckSetup): boolean {
  const isBounded = setup.constraints.length > 0 && setup.levels['constraints-met'] !== 'off';
  return isBounded || OPPONENTS.some((opponent) => isAsked(opponent, setup));
}

function noteFailures(
  failures: Map<GateMember, Failure>,
  lineup: Lineup,
  outcomes: readonly MemberOutcome[],
): void {
  for (const [i, [member]] of lineup.entries()) {
    const outcome = outcomes[i];
    if (outcome?.status === 'failed') failures.set(member, outcome.failure);
  }
}

async function runSession(
  lineup: Lineup,
  prober: Prober,
  pace: SessionPace,
  signal: AbortSignal,
): Promise<HeatResult> {
  const [reference, ...challengers] = lineup.map(([, entrant]) => entrant);
  if (reference === undefined) throw new Error('the locked configuration takes part in every heat');
  const afterRound = pace.startSession();
  return prober.heat(
    {
      reference,
      challengers,
      fresh: true,
      maxMs: pace.leftMs(),
      // Quantiles over all sessions need the single runs.
      keepRunTimes: true,
      afterRound: (round) => ({ leave: [], stop: afterRound(round) }),
    },
    signal,
  );
}

function sessionOf(
  lineup: Lineup,
  outcomes: readonly MemberOutcome[],
  usableCores: number,
): GateSession | null {
  const members = lineup.flatMap(([member, configuration], i) => {
    const outcome = outcomes[i];
    return outcome?.status === 'measured'
      ? [[member, { configuration, measurement: outcome.measurement }] as const]
      : [];
  });
  const first = members[0]?.[1].measurement;
  if (first === undefined) return null;
  const { disturbance } = first;
  return {
    members: Object.fromEntries(members),
    disturbance,
    isDisturbed: isDisturbed(disturbance, usableCores),
  };
}
