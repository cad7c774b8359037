import { pairedRatio } from '../gate/paired-ratio.ts';
import { tInterval } from '../stats/interval.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import { sessionMean } from '../stats/session-mean.ts';
import { widened } from '../study/contender.ts';
import type { RunObjective } from '../study/objective.ts';
import type { LogRatio } from '../study/trial.ts';
import type { Final, FinalSession } from './final.ts';
import { estimateOf } from './strength.ts';

/** Half the interval of a log-ratio from which on more sessions would tell nothing that matters. */
const PRECISE = 0.02;

/** The sessions that count: the calm ones, or all where fewer than two are. */
export function countedSessions({ sessions }: Final): readonly FinalSession[] {
  const calm = sessions.filter((session) => !session.isDisturbed);
  return calm.length >= 2 ? calm : sessions;
}

function ratios(final: Final, a: number, b: number, objective: RunObjective) {
  return countedSessions(final).flatMap(({ members }) => {
    const [first, second] = [members.get(a), members.get(b)];
    const ratio = first && second ? pairedRatio([first], second, objective) : null;
    return ratio === null ? [] : [ratio];
  });
}

/**
 * Log-ratio of the speed of finalist `a` to that of `b`, over sessions; how far sessions differ is learnt from the other
 * finalists as well (`sessionMean`). null where they never met.
 */
export function finalRatio(
  final: Final,
  a: number,
  b: number,
  objective: RunObjective,
): MeanEstimate | null {
  if (a === b) return { mean: 0, standardError: 0, degreesOfFreedom: Infinity };
  const own = ratios(final, a, b, objective);
  if (own.length === 0) return null;
  const others = final.finalists
    .map((_, i) => i)
    .filter((i) => i !== a && i !== b)
    .map((i) => ratios(final, i, b, objective))
    .filter((other) => other.length > 0);
  const [first, second, ...more] = own;
  // One or two sessions with nobody else's to learn from: how far sessions differ is partly an assumption.
  if (first !== undefined && more.length === 0 && (second === undefined || others.length === 0)) {
    const rest = second === undefined ? [] : [ratioOf(second)];
    return estimateOf(widened(ratioOf(first), ...rest));
  }
  return sessionMean(own, others);
}

function ratioOf({ mean, ...error }: MeanEstimate): LogRatio {
  return { value: mean, ...error };
}

/** Whether the fastest is clear of all others, or as near to them as can be told. */
export function isDecided(final: Final, objective: RunObjective): boolean {
  const standing = final.finalists.map(
    (_, i) => finalRatio(final, i, 0, objective)?.mean ?? -Infinity,
  );
  const fastest = standing.indexOf(Math.max(...standing));
  return final.finalists.every((_, i) => {
    const ratio = i === fastest ? null : finalRatio(final, i, fastest, objective);
    if (ratio === null) return true;
    const { low, high } = tInterval(ratio.mean, ratio.standardError, ratio.degreesOfFreedom);
    return (high - low) / 2 <= PRECISE || (high < 0 && (high - low) / 2 <= 2 * PRECISE);
  });
}
