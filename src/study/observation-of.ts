import type { Observation } from '../search/strategy.ts';
import { isPlausible } from './check-constraints.ts';
import type { Objective } from './objective.ts';
import type { Trial } from './trial.ts';

/**
 * What a strategy is told of a trial. A constraint that the runs of a short heat could not settle counts as held here,
 * so that the search is not blind; the finish settles it with fresh runs before anything is recommended.
 */
export function observationOf(trial: Trial, objective: Objective): Observation {
  const { configuration, status, probeS: costS } = trial;
  if (status === 'failed') {
    return { configuration, status, value: null, standardError: null, feasible: false, costS };
  }
  const { value, standardError } = trial.measurement.logRatio[objective];
  const feasible = isPlausible(trial.violations);
  return { configuration, status, value, standardError, feasible, costS };
}
