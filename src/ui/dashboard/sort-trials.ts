import type { Objective } from '../../study/objective.ts';
import { ratioOf, type Trial } from '../../study/trial.ts';
import type { SortOrder } from './dashboard-state.ts';

export const SORT_ORDERS: readonly SortOrder[] = ['newest', 'best', 'latency', 'memory'];

/** What a trial is sorted by, lower first; failed ones come last. */
function rank(trial: Trial, sort: SortOrder, objective: Objective): number {
  if (sort === 'newest') return -trial.number;
  if (trial.status === 'failed') return Number.POSITIVE_INFINITY;
  const { logRatio, latencyMs, peakRssBytes } = trial.measurement;
  switch (sort) {
    case 'best':
      return -ratioOf(logRatio, objective).value;
    case 'latency':
      return latencyMs.mean;
    case 'memory':
      return peakRssBytes;
  }
}

/** Trials in the order of the table. */
export function sortTrials(
  trials: readonly Trial[],
  sort: SortOrder,
  objective: Objective,
): readonly Trial[] {
  const ranks = new Map(trials.map((t) => [t, rank(t, sort, objective)]));
  return trials.toSorted((a, b) => {
    const difference = (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0);
    return Number.isNaN(difference) || difference === 0 ? a.number - b.number : difference;
  });
}
