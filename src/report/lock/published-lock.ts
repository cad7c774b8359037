import type { Constraint, RunObjective } from '../../study/objective.ts';
import type { PublishedEstimate, PublishedLatency } from '../published/published-measurement.ts';
import type { PublishedConfiguration } from '../published/published-result.ts';

/** A lock file as it is written: plain data in the names and units of `LOCK_SCHEMA`. */
export interface PublishedLock {
  readonly schema_version: number;
  readonly tool_version: string;
  readonly runtime_version: string;
  readonly model: {
    readonly path: string;
    readonly sha256: string;
    readonly graph_hash: string;
    readonly base_batch: number;
    readonly batching: 'declared' | 'rewritten' | 'fixed';
    readonly verified_batch: number | null;
  };
  readonly configuration: PublishedConfiguration;
  readonly default: PublishedConfiguration | null;
  readonly objective: RunObjective;
  readonly constraints: readonly Constraint[];
  readonly evidence: {
    readonly study_id: string;
    readonly measured_at: string;
    readonly speedup_vs_default: PublishedEstimate | null;
    readonly keep_default: boolean;
    readonly confidence: number;
    readonly sessions: number;
    readonly throughput_ips: PublishedEstimate;
    readonly latency_ms: PublishedLatency;
    readonly peak_rss_bytes: number;
    readonly session_create_ms: number;
    readonly cpu_ms_per_inference: number;
    readonly noise: {
      readonly slice_spread: number;
      readonly steal_share: number;
      readonly background_share: number;
    };
  };
  readonly host: {
    readonly class: {
      readonly platform: string;
      readonly isa: readonly string[];
      readonly usable_cores: number;
      readonly provider: string;
    };
    readonly fingerprint: string;
    readonly cpu_model: string;
  };
  readonly options: Readonly<Record<string, readonly string[]>>;
}
