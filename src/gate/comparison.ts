import type { Estimate } from '../core/estimate.ts';
import { tInterval } from '../stats/interval.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import { sessionMean } from '../stats/session-mean.ts';
import type { RunObjective } from '../study/objective.ts';
import type { GateMember, GateSession } from './gate-session.ts';
import { pairedRatio } from './paired-ratio.ts';

/** Members the locked configuration is compared with. */
export type Opponent = Exclude<GateMember, 'locked' | 'twin'>;
export const OPPONENTS: readonly Opponent[] = ['default', 'baseline', 'other'];

/** Log-ratios over fresh sessions, with 95 % intervals; infinite bounds where too few sessions tell. */
export interface Comparisons {
  /** The locked configuration against itself in other processes: what "no difference" looks like here. */
  readonly same: Estimate | null;
  /** The locked configuration against each opponent that was measured. */
  readonly against: ReadonlyMap<Opponent, Estimate>;
}

function ratiosOf(
  sessions: readonly GateSession[],
  ratio: (session: GateSession) => MeanEstimate | null,
): readonly MeanEstimate[] {
  return sessions.map(ratio).filter((estimate) => estimate !== null);
}

/** Log-ratios of the locked configuration's two copies, session by session. */
function sameRatios(sessions: readonly GateSession[], objective: RunObjective) {
  return ratiosOf(sessions, ({ members }) => {
    const { locked, twin } = members;
    return locked && twin ? pairedRatio([locked], twin, objective) : null;
  });
}

function opponentRatios(
  sessions: readonly GateSession[],
  opponent: Opponent,
  objective: RunObjective,
): readonly MeanEstimate[] {
  return ratiosOf(sessions, ({ members }) => {
    const { locked, twin } = members;
    const other = members[opponent];
    return locked && twin && other ? pairedRatio([locked, twin], other, objective) : null;
  });
}

/**
 * What the sessions say of every comparison. Both copies of the locked configuration count as its speed, which makes a
 * comparison as precise as twice the slices; their difference, which is the noise floor, tells nothing of their mean, so floor
 * and comparison err independently. How far sessions differ is learnt from all comparisons together (`sessionMean`).
 */
export function compareSessions(
  sessions: readonly GateSession[],
  objective: RunObjective,
): Comparisons {
  const same = sameRatios(sessions, objective);
  const pairs = OPPONENTS.map(
    (opponent) => [opponent, opponentRatios(sessions, opponent, objective)] as const,
  ).filter(([, ratios]) => ratios.length > 0);
  const all = [same, ...pairs.map(([, ratios]) => ratios)];
  const interval = (own: readonly MeanEstimate[]): Estimate => {
    const others = all.filter((ratios) => ratios !== own && ratios.length > 0);
    const { mean, standardError, degreesOfFreedom } = sessionMean(own, others);
    return tInterval(mean, standardError, degreesOfFreedom);
  };
  return {
    same: same.length === 0 ? null : interval(same),
    against: new Map(pairs.map(([opponent, ratios]) => [opponent, interval(ratios)])),
  };
}

/**
 * The noise floor as a share: how far the locked configuration was from itself in the same sessions. Its own error is not
 * added: the interval of a comparison has the same error already. Infinite where it is not known.
 */
export function noiseFloor({ same }: Comparisons): number {
  if (same === null) return Infinity;
  return Math.expm1(Math.abs(same.value));
}
