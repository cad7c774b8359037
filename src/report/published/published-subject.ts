import type { LengthFacts, PaddingFacts } from '../../study/length-facts.ts';

interface PublishedPort {
  readonly name: string;
  readonly element_type: string;
  readonly shape: readonly (number | string | null)[];
  readonly batch_axis: number | null;
}

/** What is said of the model. */
export interface PublishedModel {
  readonly path: string;
  readonly sha256: string;
  /** Whether the batch size was a knob. */
  readonly batchable: boolean;
  /** Whether other batch sizes need the rewritten copy of the file. */
  readonly rebatched: boolean;
  readonly batching: {
    readonly status: 'declared' | 'rewritten' | 'fixed';
    readonly verified_batch?: number;
    readonly vacuous?: boolean;
    readonly changes?: number;
    readonly reason?: string;
    readonly node?: string | null;
  };
  readonly base_batch: number;
  readonly graph_hash: string;
  readonly file_bytes: number;
  readonly weight_bytes: number;
  readonly parameters: number;
  readonly nodes: number;
  /** Most frequent first; `time_share` (0 to 1) only where a profile was taken. */
  readonly operators: readonly {
    readonly operator: string;
    readonly count: number;
    readonly time_share?: number;
  }[];
  readonly opset: number;
  readonly inputs: readonly PublishedPort[];
  readonly outputs: readonly PublishedPort[];
}

/** What is said of the machine. */
export interface PublishedHost {
  /** Equal fingerprints mean comparable absolute figures. */
  readonly fingerprint: string;
  readonly fingerprint_parts: Readonly<Record<string, unknown>>;
  readonly usable_cores: number;
  readonly logical_cores: number;
  readonly physical_cores: number;
  readonly platform: string;
  readonly cpu_model: string;
  readonly isa: readonly string[];
  readonly memory_limit_bytes: number;
  readonly virtualised: boolean | null;
  readonly runtime_version: string;
  readonly node_version: string;
  readonly providers: readonly string[];
  readonly can_freeze: boolean;
  readonly disturbances: readonly string[];
}

/** Requests of many lengths. */
export interface PublishedLengths extends Omit<LengthFacts, 'padding'> {
  readonly padding: {
    readonly status: PaddingFacts['status'];
    readonly max_relative_deviation?: number | null;
    readonly reason?: string;
  };
}
