import { measuredTrials } from '../study/incumbent.ts';
import type { Constraint } from '../study/objective.ts';
import type { Trial, Violation } from '../study/trial.ts';

/** What a constraint on accuracy is called where it rejects a variant. */
export function accuracyMiss(accuracy: number | null, minAccuracy: number): Violation {
  return {
    constraint: `accuracy>=${minAccuracy}`,
    found: accuracy,
    verdict: accuracy === null ? 'unsupported' : 'violated',
  };
}

/** The miss that came nearest to a constraint; one that more runs may settle comes before one that is certain. */
export function nearestMiss(
  { relation, text }: Constraint,
  misses: readonly Violation[],
): Violation | null {
  const sign = relation === '<=' ? 1 : -1;
  const rank = ({ found }: Violation): number => (found === null ? Infinity : sign * found);
  const own = misses.filter((v) => v.constraint === text);
  const open = own.filter((v) => v.verdict === 'unsupported');
  return (open.length > 0 ? open : own).toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/**
 * Which constraints kept every configuration of a variant out, each with the value that came nearest: those that none of
 * the measured trials met, or, where each was met by some, all that were missed. Empty where some trial met them all, or
 * nothing was measured.
 */
export function missesOf(
  constraints: readonly Constraint[],
  trials: readonly Pick<Extract<Trial, { status: 'measured' }>, 'violations'>[],
): readonly Violation[] {
  if (trials.some((t) => t.violations.length === 0)) return [];
  const missedBy = constraints.map((constraint) =>
    trials.flatMap((t) => t.violations.filter((v) => v.constraint === constraint.text)),
  );
  const missedByAll = missedBy.map((misses) => misses.length === trials.length);
  const isAny = missedByAll.includes(true);
  return constraints.flatMap((constraint, i) => {
    const nearest = nearestMiss(constraint, missedBy[i] ?? []);
    return nearest !== null && (!isAny || missedByAll[i] === true) ? [nearest] : [];
  });
}

/** The same of the trials of a study. */
export function missesOfTrials(
  constraints: readonly Constraint[],
  trials: readonly Trial[],
): readonly Violation[] {
  return missesOf(constraints, measuredTrials(trials));
}
