import { describeFailure } from '../study/describe-failure.ts';
import { type Comparable, compareBests } from './compare-bests.ts';
import type { Contest } from './contest.ts';
import type { ContestResult, VariantOutcome, VariantStanding } from './contest-result.ts';
import type { ContestSetup } from './contest-setup.ts';
import { type Lane, strengthOfBest } from './contest-state.ts';
import type { Final } from './final.ts';
import { countedSessions } from './final-ratio.ts';
import { missesOfTrials } from './misses.ts';
import { ownTrials } from './own-best.ts';
import { rankVariants } from './rank-variants.ts';

/** Everything a contest leaves to be judged. */
export interface ContestEnding {
  readonly setup: ContestSetup;
  readonly contest: Contest;
  readonly lanes: readonly Lane[];
  readonly final: Final | null;
  readonly elapsedS: number;
  readonly isInterrupted: boolean;
  readonly warnings: Set<string>;
}

/** Order of the outcomes in the result. */
const ORDER: readonly VariantOutcome['status'][] = [
  'winner',
  'slower',
  'rejected',
  'failed',
  'not-measured',
];

/** Who wins, and what kept each of the others from it. */
export function judgeContest(ending: ContestEnding): ContestResult {
  const { contest, lanes, final, elapsedS, isInterrupted, warnings } = ending;
  const standings = [...rankedStandings(ending), ...lanes.flatMap((l) => outStanding(l, ending))];
  warnOfEvidence(ending);
  return {
    contest,
    standings: standings.toSorted(
      (a, b) => ORDER.indexOf(a.outcome.status) - ORDER.indexOf(b.outcome.status),
    ),
    sessions: final?.sessions.length ?? 0,
    budgetS: ending.setup.budgetS,
    elapsedS,
    isInterrupted,
    warnings: [...warnings],
  };
}

/** The feasible variants, the winner first. */
function rankedStandings({ lanes, setup, final }: ContestEnding): readonly VariantStanding[] {
  const { objective } = setup.contest;
  const field = lanes.flatMap((lane) => {
    const { best, inFinal } = lane;
    if (best === null) return [];
    const comparable: Comparable = {
      configuration: best.configuration,
      measurement: inFinal?.measurement ?? best.measurement,
      strength: strengthOfBest(lane, setup),
      place: inFinal?.place ?? null,
    };
    return [{ lane, comparable }];
  });
  if (field.length === 0) return [];
  const at = (place: number) => field[place] as (typeof field)[number];
  const ranking = rankVariants({
    size: field.length,
    accuracy: (place) => at(place).lane.contestant.variant.accuracy,
    versus: (a, b) => compareBests(at(a).comparable, at(b).comparable, final, objective),
  });
  const [second] = ranking.others;
  const won: VariantOutcome = {
    status: 'winner',
    wonBy: ranking.wonBy,
    chance: ranking.chance,
    next:
      second === undefined
        ? null
        : {
            name: at(second.place).lane.contestant.variant.name,
            speed: {
              value: 1 / second.speed.value,
              low: 1 / second.speed.high,
              high: 1 / second.speed.low,
            },
          },
  };
  return [
    standingOf(at(ranking.winner).lane, won),
    ...ranking.others.map(({ place, speed, comparedBy }) => {
      const { lane } = at(place);
      return standingOf(lane, { status: 'slower', speed, comparedBy, givenUp: lane.givenUp });
    }),
  ];
}

function standingOf({ contestant, best, inFinal, result, studyId }: Lane, outcome: VariantOutcome) {
  return {
    variant: contestant.variant,
    outcome,
    best: best && {
      configuration: best.configuration,
      measurement: inFinal?.measurement ?? best.measurement,
      equivalence: best.equivalence,
    },
    study: studyId === null ? null : { id: studyId, probes: result?.trials.length ?? 0 },
  };
}

/** A variant that nothing can be recommended of, and why. */
function outStanding(lane: Lane, { setup, isInterrupted }: ContestEnding): VariantStanding[] {
  if (lane.best !== null) return [];
  const { exclusion } = lane.contestant;
  if (exclusion?.kind === 'rejected') {
    const { violations } = exclusion;
    return [standingOf(lane, { status: 'rejected', violations, givenUp: null })];
  }
  if (lane.result !== null) return [standingOf(lane, outcomeOfStudy(lane, setup, isInterrupted))];
  if (lane.problem !== null) return [standingOf(lane, lane.problem)];
  const message = isInterrupted ? 'interrupted before its turn came' : 'it was never its turn';
  return [standingOf(lane, { status: 'not-measured', message })];
}

function outcomeOfStudy(
  { contestant, result, givenUp, problem, finalMisses }: Lane,
  { contest }: ContestSetup,
  isInterrupted: boolean,
): VariantOutcome {
  if (finalMisses.length > 0) return { status: 'rejected', violations: finalMisses, givenUp };
  if (problem !== null) return problem;
  const trials = ownTrials(contestant.variant, result?.trials ?? []);
  const violations = missesOfTrials(contest.constraints, trials);
  if (violations.length > 0) return { status: 'rejected', violations, givenUp };
  const failed = trials.find((t) => t.status === 'failed');
  if (failed?.status === 'failed') {
    return { status: 'failed', message: describeFailure(failed.failure) };
  }
  const unfit = result?.rejections[0];
  if (unfit !== undefined) return { status: 'failed', message: unfit.reason };
  const message = isInterrupted
    ? 'interrupted before anything of it was measured'
    : 'the time was over before anything of it was measured';
  return { status: 'not-measured', message };
}

/** Says where the evidence is weaker than it should be. */
function warnOfEvidence({ lanes, final, isInterrupted, warnings }: ContestEnding): void {
  const feasible = lanes.filter((lane) => lane.best !== null).length;
  if (feasible > 1 && (final === null || final.sessions.length === 0)) {
    const why = isInterrupted ? 'It was interrupted before' : 'There was no time for';
    warnings.add(
      `${why} the final in fresh processes: variants are compared by one heat of their defaults and their own searches.`,
    );
  }
  if (final === null || final.sessions.length === 0) return;
  if (final.sessions.length === 1) {
    warnings.add(
      'There was time for one session of the final only: how variants compare is not known to any precision.',
    );
  }
  const counted = countedSessions(final);
  if (counted.some((s) => s.isDisturbed)) {
    warnings.add(
      'Other programs took much of this machine during the final: the comparison may be that of a busier machine.',
    );
  }
}
