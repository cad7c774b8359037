import type { LoadSettings } from '../probe/load-settings.ts';
import { coreBudget } from '../space/core-budget.ts';
import type { HostFacts } from '../space/host-facts.ts';
import type { SpaceLoad } from '../space/space-request.ts';
import { claimedQuantile, isLatencyBound } from '../study/check-constraints.ts';
import type { Constraint, Objective } from '../study/objective.ts';
import type { ReadLoad } from './read-load.ts';

/** What is to be made best of a load, and what has to hold under it. */
export interface LoadTarget {
  readonly objective: Objective;
  readonly constraints: readonly Constraint[];
}

/** What the prober is told of a load. */
export function loadSettingsFor(
  { load, facts }: ReadLoad,
  { objective, constraints }: LoadTarget,
  host: HostFacts,
): LoadSettings {
  return {
    load,
    objective,
    bounds: constraints.filter(isLatencyBound).flatMap((constraint) => {
      const quantile = claimedQuantile(constraint);
      const { metric, bound: boundMs } = constraint;
      return quantile === null ? [] : [{ metric, boundMs, quantile }];
    }),
    price: facts.price,
    adaptiveBatching: facts.adaptiveBatching,
    ...(facts.deadlineMs !== undefined && { deadlineMs: facts.deadlineMs }),
    cores: host.usableCores,
    defaultThreads: coreBudget(host, false).defaultThreads,
  };
}

/** What of a load decides which configurations are worth measuring. */
export function spaceLoadFor(
  { load, facts }: ReadLoad,
  { objective, constraints }: LoadTarget,
): SpaceLoad {
  const bounds = constraints.filter(isLatencyBound).map(({ bound }) => bound);
  const isClosed = load.kind === 'closed';
  return {
    clients: isClosed ? load.clients : null,
    // Where the highest rate is looked for, the one asked for is only where the search starts.
    ratePerS: isClosed || objective === 'goodput' ? null : load.ratePerS,
    tightestBoundMs: bounds.length === 0 ? null : Math.min(...bounds),
    deadlineMs: facts.deadlineMs ?? null,
  };
}
