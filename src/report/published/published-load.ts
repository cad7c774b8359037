import type { AimdStep } from '../../load/aimd-guard.ts';
import type { LoadFacts } from '../../load/load-facts.ts';
import type { Goodput } from '../../load/load-statistics.ts';

/** The load of a study. */
export interface PublishedStudyLoad {
  /** As the user wrote it. */
  readonly text: string;
  readonly kind: LoadFacts['kind'];
  /** Null for an open load. */
  readonly clients: number | null;
  /** Null for a closed load. */
  readonly rate_per_s: number | null;
  readonly sigma?: number;
  readonly arrivals?: number;
  readonly span_ms?: number;
  readonly adaptive_batching: boolean;
  /** Absent where each request is served, however late. */
  readonly deadline_ms?: number;
  readonly price_per_hour: { readonly cpu: number; readonly gpu: number };
}

/** What became of the requests offered to one configuration; see `LoadStatistics`. Null is "not known". */
export interface PublishedLoad {
  readonly offered_per_s: number | null;
  readonly served_per_s: number;
  readonly requests: number;
  readonly rejected: number;
  readonly expired: number;
  readonly mean_batch: number | null;
  readonly mean_wait_ms: number | null;
  readonly mean_service_ms: number | null;
  readonly utilisation: number | null;
  readonly cpu_cores: number | null;
  readonly generator_lag_ms: number | null;
  readonly generator_kept_up: boolean;
  readonly overloaded: boolean;
  readonly capacity_per_s: number | null;
  readonly bounds: readonly {
    readonly metric: string;
    readonly bound_ms: number;
    readonly quantile: number;
    readonly violations: number;
    readonly cluster_size: number;
  }[];
  /** Absent where the guard was off. */
  readonly guard_steps?: readonly {
    readonly at_ms: number;
    readonly from: number;
    readonly to: number;
    readonly reason: AimdStep['reason'];
    readonly observed_ms: number;
  }[];
  /** Null where it was not looked for. */
  readonly goodput: PublishedGoodput | null;
}

export interface PublishedGoodput {
  readonly held_per_s: number;
  readonly broken_per_s: number | null;
  readonly tried: readonly {
    readonly rate_per_s: number;
    readonly verdict: Goodput['tried'][number]['verdict'];
    readonly requests: number;
    readonly p99_ms: number | null;
  }[];
}
