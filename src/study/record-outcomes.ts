import type { Suggestion } from '../search/strategy.ts';
import { missesOf } from './contender.ts';
import type { MemberOutcome } from './prober.ts';
import type { Sitting } from './sitting.ts';
import type { Failure, Measurement, Trial } from './trial.ts';

/** A member of a heat, why it was there and what came of it. */
export interface Entrant {
  readonly suggestion: Suggestion;
  readonly outcome: MemberOutcome;
  /** It left the race because it was losing. */
  readonly pruned: boolean;
}

/**
 * Makes trials of a heat's outcomes and records them in order. The heat's whole time is shared out by what each member
 * cost, so that the trials of a study add up. Members that were not measured for lack of time make no trial.
 */
export async function recordOutcomes(
  sitting: Sitting,
  entrants: readonly Entrant[],
  elapsedMs: number,
): Promise<void> {
  const finished = entrants.filter(({ outcome }) => outcome.status !== 'skipped');
  const total = finished.reduce((sum, { outcome }) => sum + outcome.costMs, 0);
  for (const { suggestion, outcome, pruned } of finished) {
    const share = total > 0 ? outcome.costMs / total : 1 / finished.length;
    const base = {
      number: (sitting.trials().at(-1)?.number ?? 0) + 1,
      configuration: suggestion.configuration,
      reason: suggestion.reason,
      probeS: (share * elapsedMs) / 1000,
      finishedAtMs: sitting.elapsedMs(),
    };
    if (outcome.status === 'failed')
      await sitting.record({ ...base, status: 'failed', failure: outcome.failure });
    else if (outcome.status === 'measured') {
      await sitting.record(measuredTrial(sitting, base, outcome.measurement, pruned));
    }
  }
}

function measuredTrial(
  sitting: Sitting,
  base: Omit<Trial & { status: 'failed' }, 'status' | 'failure'>,
  measurement: Measurement,
  pruned: boolean,
): Trial {
  const violations = missesOf(sitting.setup.header, measurement);
  return { ...base, status: pruned ? 'pruned' : 'measured', measurement, violations };
}

/** How a challenger failed that took the reference down with it. */
export function besideFailure(reference: Failure): Failure {
  return {
    ...reference,
    message: `the reference failed while measured beside it: ${reference.message}`,
  };
}
