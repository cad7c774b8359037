import type { Load } from '../load/load.ts';
import type { BoundCount } from '../load/load-statistics.ts';
import type { Objective } from '../study/objective.ts';

/** An upper bound on a quantile of the time of a request. */
export type LatencyLimit = Pick<BoundCount, 'metric' | 'boundMs' | 'quantile'>;

/** The load that members of a heat are offered, and what is to be found out under it. */
export interface LoadSettings {
  readonly load: Load;
  readonly objective: Objective;
  /** The latency constraints with an upper bound; `goodput` needs one at least, and an open load. */
  readonly bounds: readonly LatencyLimit[];
  /** Price per hour of one reserved core and of one accelerator. */
  readonly price: { readonly cpu: number; readonly gpu: number };
  /** Whether the guard of adaptive batching is on; it needs a bound. */
  readonly adaptiveBatching: boolean;
  /** As in `StudyLoad`. */
  readonly deadlineMs?: number;
  /** Usable cores of the machine, and the threads a session takes when it is told nothing. */
  readonly cores: number;
  readonly defaultThreads: number;
}

/** The bound that is hardest to meet, by its time alone; null where there is none. */
export function tightestBound(bounds: readonly LatencyLimit[]): LatencyLimit | null {
  return bounds.toSorted((a, b) => a.boundMs - b.boundMs)[0] ?? null;
}

/** Whether there is a goodput to be found: only rates of arrivals can be raised, and only a bound tells when they are too high. */
export function hasGoodput({ load, bounds }: LoadSettings): boolean {
  return load.kind !== 'closed' && bounds.length > 0;
}
