import { OVERLOADED_MARGIN } from '../load/overloaded-margin.ts';
import type { Observation } from '../search/strategy.ts';
import { isLatencyBound, isPlausible, marginsOf } from './check-constraints.ts';
import type { Constraint, Objective } from './objective.ts';
import { ratioOf, type Trial } from './trial.ts';

/** How well it is known what is no more than a choice. */
const OVERLOADED_ERROR = 0.5;

/**
 * One that could not carry the load is no failure of its kind: a larger batch or more instances carry more. It misses
 * the bounds on latency by far or, where there are none, is far worse than the default.
 */
function overloaded(
  { configuration, probeS: costS }: Trial,
  constraints: readonly Constraint[],
): Observation {
  const isBounded = constraints.some(isLatencyBound);
  return {
    configuration,
    status: 'pruned',
    value: isBounded ? null : OVERLOADED_MARGIN,
    standardError: isBounded ? null : OVERLOADED_ERROR,
    feasible: false,
    margins: constraints.map((c) => (isLatencyBound(c) ? OVERLOADED_MARGIN : null)),
    costS,
  };
}

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
    if (trial.failure.kind === 'overloaded') return overloaded(trial, constraints);
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
  const { measurement } = trial;
  const { value, standardError } = ratioOf(measurement.logRatio, objective);
  const feasible = isPlausible(trial.violations);
  const margins = marginsOf(constraints, measurement);
  const seen = { configuration, status, value, standardError, feasible, margins, costS };
  return objective === 'throughput' && measurement.load === undefined
    ? { ...seen, referenceLevel: Math.log(measurement.throughputIps.value) - value }
    : seen;
}
