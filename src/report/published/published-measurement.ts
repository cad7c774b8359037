import type { LoadObjective, RunObjective } from '../../study/objective.ts';
import type { FailureKind } from '../../study/trial.ts';
import type { PublishedLoad } from './published-load.ts';

/** With its 95 % interval; null is "not known". */
export interface PublishedEstimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A ratio to the reference, above 1 is better, and the logarithm it was computed in. */
export interface PublishedRatio extends PublishedEstimate {
  readonly log: number | null;
  readonly log_standard_error: number | null;
  readonly degrees_of_freedom: number | null;
}

/** Time of one run (one batch) in ms; null where the runs do not support the claim. */
export interface PublishedLatency {
  readonly mean: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface PublishedFailure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly stderr: string;
}

/** By objective; those of an open load only where one was offered. */
export type PublishedRatios = Readonly<Record<RunObjective, PublishedRatio>> &
  Readonly<Partial<Record<LoadObjective, PublishedRatio>>>;

/** Everything measured of one configuration. */
export interface PublishedMeasurement {
  readonly throughput_ips: PublishedEstimate;
  readonly latency_ms: PublishedLatency;
  readonly runs: number;
  readonly rounds: number;
  readonly peak_rss_bytes: number;
  readonly instance_peak_rss_bytes: readonly number[];
  readonly session_create_ms: number;
  readonly first_run_ms: number;
  readonly cpu_ms_per_inference: number;
  readonly steal_share: number;
  readonly background_share: number;
  /** These only where samples differ in length. */
  readonly tokens_per_s?: PublishedEstimate;
  readonly padding_share?: number;
  readonly tokens_per_sample?: number;
  readonly shapes?: number;
  /** Both are absent on the CPU, and null where the driver of the GPU does not tell. */
  readonly peak_device_bytes?: number | null;
  readonly device_utilisation?: number | null;
  /** Absent where no requests were offered. */
  readonly load?: PublishedLoad;
  readonly vs_reference: PublishedRatios;
}

/** Single slices by column, and single runs in ms where they were kept; only in what `--out` writes. */
export interface Evidence {
  readonly slices?: Readonly<
    Record<
      'round' | 'at_ms' | 'window_ms' | 'runs' | 'run_ms' | 'cpu_ms_per_run',
      readonly number[]
    >
  >;
  readonly run_times_ms?: readonly number[] | null;
}
