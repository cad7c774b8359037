import { configurationKey } from '../space/configuration.ts';
import { independentSum } from '../stats/independent-sum.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { Measurement, Violation } from '../study/trial.ts';
import type { Anchor, Contest, ContestEntry, LogRatios } from './contest.ts';
import type { VariantOutcome } from './contest-result.ts';
import type { ContestSetup } from './contest-setup.ts';
import type { Contestant } from './contestant.ts';
import { type OwnBest, ownBestOf } from './own-best.ts';
import { estimateOf } from './strength.ts';

/** What became of a contestant so far. */
export interface Lane {
  readonly contestant: Contestant;
  /** Where its default stands beside the others'; null where it did not run beside them. */
  standard: LogRatios | null;
  studyId: string | null;
  result: StudyResult | null;
  best: OwnBest | null;
  givenUp: string | null;
  /** Why nothing can be said of it. */
  problem: Extract<VariantOutcome, { readonly message: string }> | null;
  anchor: Anchor | null;
  /** Its part in the final; null where it had none, or was beaten there by a constraint and goes on with another configuration. */
  inFinal: { readonly place: number; readonly measurement: Measurement } | null;
  /** Constraints that its best broke in the final. */
  finalMisses: readonly Violation[];
}

export function laneOf(contestant: Contestant): Lane {
  const { exclusion } = contestant;
  return {
    contestant,
    standard: null,
    studyId: null,
    result: null,
    best: null,
    givenUp: null,
    problem: exclusion?.kind === 'failed' ? { status: 'failed', message: exclusion.message } : null,
    anchor: null,
    inFinal: null,
    finalMisses: [],
  };
}

/** Takes in what the study of a contestant found. */
export function settle(lane: Lane, result: StudyResult): void {
  lane.result = result;
  lane.best = ownBestOf(lane.contestant.variant, result);
}

/** Whether the study measured against the default that the first heat saw. */
function isAnchored({ contestant, result }: Lane): boolean {
  const reference = result?.reference?.configuration;
  return (
    reference !== undefined && configurationKey(reference) === configurationKey(contestant.standard)
  );
}

/** Where the best of a contestant stands on the scale of the contest; null where that is not known. */
export function strengthOfBest(lane: Lane, { contest }: ContestSetup): MeanEstimate | null {
  const { best, standard } = lane;
  if (best === null || standard === null || !isAnchored(lane)) return null;
  const { objective } = contest;
  return independentSum(
    estimateOf(standard[objective]),
    estimateOf(best.measurement.logRatio[objective]),
  );
}

/** The contest as it is stored: without what could not be read. */
export function contestOf({ contest }: ContestSetup, lanes: readonly Lane[]): Contest {
  return {
    ...contest,
    entries: lanes.map(({ contestant, studyId, anchor, problem, standard }): ContestEntry => {
      const first: Anchor | null = standard && {
        configuration: contestant.standard,
        logRatio: standard,
        source: 'first-heat',
      };
      const { variant, file } = contestant;
      return { variant, file, studyId, anchor: anchor ?? first, problem: problem?.message ?? null };
    }),
  };
}
