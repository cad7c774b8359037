import type { Disturbance, Failure } from '../study/trial.ts';
import type { Measured } from './paired-ratio.ts';

/**
 * Who meets in a session of the gate: the locked configuration and its twin (the same in processes of its own), the
 * runtime's default, the locked configuration on a baseline model file, and another configuration.
 */
export type GateMember = 'locked' | 'twin' | 'default' | 'baseline' | 'other';

/** One heat in fresh processes. */
export interface GateSession {
  readonly members: Readonly<Partial<Record<GateMember, Measured>>>;
  readonly disturbance: Disturbance;
  /** Whether other work disturbed it so much that it counts for no verdict. */
  readonly isDisturbed: boolean;
}

/** Everything a check measured. */
export interface GateMeasurement {
  readonly sessions: readonly GateSession[];
  /** Members that do not work here, each with its first failure. */
  readonly failures: ReadonlyMap<GateMember, Failure>;
}

/** Share of the machine's CPU time from which on other work, or a hypervisor, spoils a session. */
const MOST_SHARE = 0.1;
/** On a large machine less is enough: a pool with a thread for every core waits for the one whose core is shared. */
const MOST_CORES = 0.8;

/** Whether other work took so much of the machine that ratios of configurations may be those of another machine. */
export function isDisturbed(
  { stealShare, backgroundShare }: Disturbance,
  usableCores: number,
): boolean {
  const most = Math.min(MOST_SHARE, MOST_CORES / Math.max(1, usableCores));
  return stealShare > most || backgroundShare > most;
}

/** The sessions a verdict may rest on. */
export function calmSessions({ sessions }: GateMeasurement): readonly GateSession[] {
  return sessions.filter((session) => !session.isDisturbed);
}
