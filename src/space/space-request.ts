import type { Configuration } from './configuration.ts';
import type { HostFacts } from './host-facts.ts';
import type { SearchSpace } from './search-space.ts';

export type KnobName = keyof Configuration;

/** Values to search, per knob; none where a knob does not exist (the batcher's, where no requests are offered). */
export type KnobValues = { readonly [K in KnobName]-?: readonly NonNullable<Configuration[K]>[] };

/** The values a user asked for, per knob; a knob that is absent gets this host's default values. */
export type KnobOverrides = Partial<KnobValues>;

/** What a space depends on besides the host. */
export interface SpaceModel {
  /** Samples per run of the file as it is. */
  readonly baseBatch: number;
  /** Whether it runs at other batch sizes too. */
  readonly batchable: boolean;
  /** Whether the graph has operators that do not depend on each other. */
  readonly parallelBranches: boolean;
  /** Memory one more sample in the batch takes while running; null where unknown. */
  readonly bytesPerSample: number | null;
  /** Memory one session takes besides: weights as the runtime keeps them; null where unknown. */
  readonly sessionBytes: number | null;
}

/** What of a load decides which configurations are worth measuring. */
export interface SpaceLoad {
  /** Clients of a closed load; null for an open one. */
  readonly clients: number | null;
  /** Requests per second; null for a closed load, and where the highest rate is what is looked for. */
  readonly ratePerS: number | null;
  /** The lowest upper bound on a quantile of latency, ms; null where there is none. */
  readonly tightestBoundMs: number | null;
  /** A request that has not begun this long after it came is dropped, ms; null where each is served. */
  readonly deadlineMs: number | null;
}

export interface SpaceRequest {
  readonly host: Pick<
    HostFacts,
    | 'usableCores'
    | 'logicalCores'
    | 'physicalCores'
    | 'machine'
    | 'memoryLimitBytes'
    | 'memoryAvailableBytes'
    | 'gpus'
  >;
  readonly model: SpaceModel;
  readonly overrides: KnobOverrides;
  /** All knobs and twofold oversubscription, instead of the small default space. */
  readonly wide: boolean;
  /** Requests are offered and a dynamic batcher serves them; absent where every run is full. */
  readonly load?: SpaceLoad;
}

/** Combinations that a rule keeps out of the space. */
export interface Exclusion {
  /** One clause for people. */
  readonly reason: string;
  readonly count: number;
}

export interface BuiltSpace extends SearchSpace {
  /** Most frequent first. */
  readonly excluded: readonly Exclusion[];
}
