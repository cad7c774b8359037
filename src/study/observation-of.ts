import type { Observation } from '../search/strategy.ts';
import { isPlausible, marginsOf } from './check-constraints.ts';
import type { Constraint, Objective } from './objective.ts';
import { ratioOf, type Trial } from './trial.ts';

/**
 * What a strategy is told of a trial. A constraint that the runs of a short heat could not settle counts as held here,
 * so that the search is not blind; the finish settles it with fresh runs before anything is recommended.
 */
export function observationOf(
  trial: Trial,
  objective: Objective,
  constraints: readonly Constraint[],
): Observation {
  const { configuration, status, probeS: costS } = trial;
  if (status === 'failed') {
    const margins = constraints.map(() => null);
    return {
      configuration,
      status,
      value: null,
      standardError: null,
      feasible: false,
      margins,
      costS,
    };
  }
  const { value, standardError } = ratioOf(trial.measurement.logRatio, objective);
  const feasible = isPlausible(trial.violations);
  const margins = marginsOf(constraints, trial.measurement);
  return { configuration, status, value, standardError, feasible, margins, costS };
}
