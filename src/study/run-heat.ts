import type { Suggestion } from '../search/strategy.ts';
import type { Configuration } from '../space/configuration.ts';
import { relativeOf } from './incumbent.ts';
import type { HeatResult, RoundDecision, Standing } from './prober.ts';
import type { Sitting } from './sitting.ts';
import { ratioOf } from './trial.ts';

/** Decides after each round of a heat who leaves and whether it ends. */
export type RoundRule = (round: number, standings: readonly Standing[]) => RoundDecision;

export interface HeatPlan {
  readonly phase: 'search' | 'finish';
  readonly reference: Configuration;
  /** Empty where the reference is measured alone. */
  readonly suggestions: readonly Suggestion[];
  readonly fresh: boolean;
  readonly maxMs: number;
  readonly keepRunTimes: boolean;
  readonly rule: RoundRule;
  /** Why the reference is measured, where it is measured alone. */
  readonly reason?: string;
}

export interface HeatReport {
  readonly result: HeatResult;
  /** Challengers (by index) that left because they were losing. */
  readonly left: ReadonlySet<number>;
}

/** Rounds below which nothing can be said of an error: before them nobody is let go by hand. */
const LEAST_ROUNDS = 2;

/** The decision after a round, given what a person asked for. Only the search can be cut short. */
function steered(
  sitting: Sitting,
  { phase, suggestions }: HeatPlan,
  round: number,
  decision: RoundDecision,
): RoundDecision {
  if (sitting.signal.aborted) return { ...decision, stop: true };
  if (phase === 'finish' || round < LEAST_ROUNDS) return decision;
  if (sitting.isFinishing()) return { ...decision, stop: true };
  if (suggestions.length === 0 || !sitting.takeSkip()) return decision;
  sitting.emit({ type: 'steered', action: 'skipped' });
  return { ...decision, stop: true };
}

/** Runs one heat: tells the readers of every round, and learns what it cost and how noisy it was. */
export async function runHeat(sitting: Sitting, plan: HeatPlan): Promise<HeatReport> {
  const heat = sitting.nextHeat();
  const { header, predictions = [] } = sitting.setup;
  const { objective } = header;
  const challengers = plan.suggestions.map((s) => s.configuration);
  const left = new Set<number>();
  sitting.emit({
    type: 'heat-started',
    heat,
    phase: plan.phase,
    suggestions:
      challengers.length > 0
        ? plan.suggestions
        : [{ configuration: plan.reference, reason: plan.reason ?? 'reference' }],
    ...(heat === 1 && predictions.length > 0 && { predictions }),
  });
  // A wish that came before the heat began was not meant for it.
  sitting.takeSkip();
  const afterRound = async (
    round: number,
    standings: readonly Standing[],
  ): Promise<RoundDecision> => {
    const decision = plan.rule(round, standings);
    for (const index of decision.leave) left.add(index);
    sitting.emit({
      type: 'round-finished',
      heat,
      round,
      standings: standings.flatMap(({ challenger, logRatio }) => {
        const configuration = challengers[challenger];
        if (configuration === undefined) return [];
        return [{ configuration, relative: relativeOf(ratioOf(logRatio, objective)) }];
      }),
    });
    await sitting.rest();
    return steered(sitting, plan, round, decision);
  };
  const { reference, fresh, maxMs, keepRunTimes } = plan;
  const result = await sitting.ports.prober.heat(
    { reference, challengers, fresh, maxMs, keepRunTimes, afterRound },
    sitting.signal,
  );
  learn(sitting, plan, challengers, result);
  return { result, left };
}

function learn(
  sitting: Sitting,
  { reference, fresh }: HeatPlan,
  challengers: readonly Configuration[],
  result: HeatResult,
): void {
  if (result.reference.status !== 'measured') return;
  sitting.noise.add(result.reference.measurement);
  sitting.cost.learn(reference, result.reference.measurement);
  for (const [i, outcome] of result.challengers.entries()) {
    const configuration = challengers[i];
    if (outcome.status === 'measured' && configuration) {
      sitting.cost.learn(configuration, outcome.measurement);
    }
  }
  // With their speeds known: what is left to correct is how sessions open and slices go.
  sitting.cost.correct({ reference, challengers, rounds: result.rounds, fresh }, result.elapsedMs);
}
