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
  /** Requests dropped because their deadline had passed before they were started. */
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
  readonly tried: readonly {
    readonly ratePerS: number;
    readonly verdict: 'held' | 'broken' | 'overloaded' | 'undecided';
    readonly requests: number;
    readonly p99Ms: number | null;
  }[];
}
