import type { Configuration } from '../space/configuration.ts';
import type { SurfacePoint } from './surface-point.ts';

/** Columns of the configuration, by name, with the knob each holds. */
export const CONFIGURATION_COLUMNS: readonly (readonly [string, keyof Configuration])[] = [
  ['provider', 'provider'],
  ['batch_size', 'batchSize'],
  ['instances', 'instances'],
  ['intra_op_threads', 'intraOpThreads'],
  ['inter_op_threads', 'interOpThreads'],
  ['execution_mode', 'executionMode'],
  ['graph_optimization', 'graphOptimization'],
  ['spinning', 'spinning'],
  ['memory_arena', 'memoryArena'],
];

type NumberField = {
  [K in keyof SurfacePoint]: SurfacePoint[K] extends number | null ? K : never;
}[keyof SurfacePoint];

/** Columns of numbers, by name, with the field each holds. */
export const NUMBER_COLUMNS: readonly (readonly [string, NumberField])[] = [
  ['log_ratio', 'logRatio'],
  ['log_ratio_se', 'logRatioSe'],
  ['log_ratio_df', 'logRatioDf'],
  ['throughput_ips', 'throughputIps'],
  ['latency_mean_ms', 'latencyMeanMs'],
  ['latency_p50_ms', 'latencyP50Ms'],
  ['latency_p90_ms', 'latencyP90Ms'],
  ['latency_p95_ms', 'latencyP95Ms'],
  ['latency_p99_ms', 'latencyP99Ms'],
  ['peak_rss_bytes', 'peakRssBytes'],
  ['session_create_ms', 'sessionCreateMs'],
  ['first_run_ms', 'firstRunMs'],
  ['cpu_ms_per_inference', 'cpuMsPerInference'],
  ['runs', 'runs'],
  ['rounds', 'rounds'],
  ['probe_s', 'probeS'],
];

/** All columns of a surface, in order. */
export const SURFACE_COLUMNS: readonly string[] = [
  ...CONFIGURATION_COLUMNS.map(([name]) => name),
  'replicate',
  'outcome',
  'failure',
  ...NUMBER_COLUMNS.map(([name]) => name),
];
