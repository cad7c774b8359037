import type { AimdStep } from './aimd-guard.ts';

/** Evidence for one bound on a quantile of latency: see `boundEvidence`. */
export interface BoundCount {
  /** As `ConstraintMetric`, such as `latency_p99_ms`. */
  readonly metric: string;
  readonly boundMs: number;
  /** Inside (0, 1). */
  readonly quantile: number;
  /** Requests counted that took longer, were rejected, expired or never answered. */
  readonly violations: number;
  /** Requests that count for one independent request, at least 1. */
  readonly clusterSize: number;
}

/** A run of the dynamic batcher over one or more blocks of time: what became of the requests that were offered. */
export interface LoadStatistics {
  /** Requests intended to arrive per second; null for a closed load, where the answers decide. */
  readonly offeredPerS: number | null;
  /** Requests answered per second of the blocks. */
  readonly servedPerS: number;
  /** Requests counted: those intended to arrive within the blocks, warm-up excluded. */
  readonly requests: number;
  /** Requests turned away because the queue was full. */
  readonly rejected: number;
  /** Requests dropped because their deadline had passed before they were started, or still unanswered at the end. */
  readonly expired: number;
  /** Mean samples per run. */
  readonly meanBatch: number;
  /** Mean time a request waited before its run began, from its intended arrival, ms. */
  readonly meanWaitMs: number;
  /** Mean time of one run as the batcher sees it, ms. */
  readonly meanServiceMs: number;
  /** Share of the time an instance was busy, 0 to 1, averaged over instances. */
  readonly utilisation: number;
  /** How late requests were sent by the generator itself, 99th percentile, ms; included in every latency. */
  readonly generatorLagMs: number;
  /** Whether the generator kept up: otherwise the load offered was not the one asked for. */
  readonly generatorKeptUp: boolean;
  /** CPU cores in use by all instances and the batcher, averaged over the blocks. */
  readonly cpuCores: number;
  /** The queue grew without bound: the load is more than the configuration carries. Its latencies then say nothing. */
  readonly overloaded: boolean;
  /** Samples per second served while full batches waited; null where that was never seen for long enough. */
  readonly capacityPerS: number | null;
  /** One for each latency constraint with an upper bound. */
  readonly bounds: readonly BoundCount[];
  /** What the guard of adaptive batching did, block after block; absent where it was off. */
  readonly guardSteps?: readonly AimdStep[];
  /** Highest arrival rate at which the latency constraints held, per second; null where it was not looked for. */
  readonly goodput: Goodput | null;
}

/** What the search for the highest sustainable arrival rate found, in requests per second. */
export interface Goodput {
  /** Highest rate at which every latency constraint was shown to hold; 0 where none was found. */
  readonly heldPerS: number;
  /** Lowest rate at which one was broken or the queue grew; null where none was found. */
  readonly brokenPerS: number | null;
  /** Rates tried, in order. */
  readonly tried: readonly GoodputTrial[];
}

/** What came of one rate. */
export interface GoodputTrial {
  readonly ratePerS: number;
  readonly verdict: 'held' | 'broken' | 'overloaded' | 'undecided';
  readonly requests: number;
  readonly p99Ms: number | null;
}
