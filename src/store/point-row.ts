import type { TaskPoint } from '../knowledge/task-store.ts';
import type { Configuration } from '../space/configuration.ts';

/** The columns of a trial, and of its study, that make a point. */
export interface PointRow {
  readonly study_id: string;
  readonly started_at: string;
  readonly objective: string;
  readonly configuration_key: string;
  readonly number: number;
  readonly status: TaskPoint['status'];
  readonly provider: string;
  readonly batch_size: number;
  readonly instances: number;
  readonly intra_op_threads: number;
  readonly inter_op_threads: number;
  readonly execution_mode: Configuration['executionMode'];
  readonly graph_optimization: Configuration['graphOptimization'];
  readonly spinning: number;
  readonly memory_arena: number;
  readonly throughput_log_ratio: number | null;
  readonly throughput_log_ratio_se: number | null;
  readonly latency_log_ratio: number | null;
  readonly latency_log_ratio_se: number | null;
  readonly efficiency_log_ratio: number | null;
  readonly efficiency_log_ratio_se: number | null;
  readonly throughput_ips: number | null;
  readonly latency_mean_ms: number | null;
  readonly latency_p50_ms: number | null;
  readonly latency_p99_ms: number | null;
  readonly peak_rss_bytes: number | null;
  readonly session_create_ms: number | null;
  readonly cpu_ms_per_inference: number | null;
  readonly violations: number | null;
  readonly failure_kind: string | null;
  readonly probe_s: number;
}

/** Columns of the table `trials` that a point needs: never the whole trial, which is long. */
export const POINT_COLUMNS: readonly Exclude<
  keyof PointRow,
  'study_id' | 'started_at' | 'objective'
>[] = [
  'configuration_key',
  'number',
  'status',
  'provider',
  'batch_size',
  'instances',
  'intra_op_threads',
  'inter_op_threads',
  'execution_mode',
  'graph_optimization',
  'spinning',
  'memory_arena',
  'throughput_log_ratio',
  'throughput_log_ratio_se',
  'latency_log_ratio',
  'latency_log_ratio_se',
  'efficiency_log_ratio',
  'efficiency_log_ratio_se',
  'throughput_ips',
  'latency_mean_ms',
  'latency_p50_ms',
  'latency_p99_ms',
  'peak_rss_bytes',
  'session_create_ms',
  'cpu_ms_per_inference',
  'violations',
  'failure_kind',
  'probe_s',
];

/** The row of a trial's point from the values of `POINT_COLUMNS` in their order; what it says of its study comes beside. */
export function pointRowOf(
  study: Pick<PointRow, 'study_id' | 'started_at' | 'objective'>,
  values: readonly unknown[],
): PointRow {
  // Written out: objects made from a list of names are several times slower to make and to read.
  return {
    study_id: study.study_id,
    started_at: study.started_at,
    objective: study.objective,
    configuration_key: values[0],
    number: values[1],
    status: values[2],
    provider: values[3],
    batch_size: values[4],
    instances: values[5],
    intra_op_threads: values[6],
    inter_op_threads: values[7],
    execution_mode: values[8],
    graph_optimization: values[9],
    spinning: values[10],
    memory_arena: values[11],
    throughput_log_ratio: values[12],
    throughput_log_ratio_se: values[13],
    latency_log_ratio: values[14],
    latency_log_ratio_se: values[15],
    efficiency_log_ratio: values[16],
    efficiency_log_ratio_se: values[17],
    throughput_ips: values[18],
    latency_mean_ms: values[19],
    latency_p50_ms: values[20],
    latency_p99_ms: values[21],
    peak_rss_bytes: values[22],
    session_create_ms: values[23],
    cpu_ms_per_inference: values[24],
    violations: values[25],
    failure_kind: values[26],
    probe_s: values[27],
  } as PointRow;
}

/** An error that is not known (stored as nothing) says nothing: it is infinite. */
function ratioOf(
  value: number | null,
  standardError: number | null,
): TaskPoint['logRatio']['throughput'] {
  return value === null ? null : { value, standardError: standardError ?? Infinity };
}

export function pointOfRow(row: PointRow): TaskPoint {
  return {
    configuration: {
      provider: row.provider,
      batchSize: row.batch_size,
      instances: row.instances,
      intraOpThreads: row.intra_op_threads,
      interOpThreads: row.inter_op_threads,
      executionMode: row.execution_mode,
      graphOptimization: row.graph_optimization,
      spinning: row.spinning !== 0,
      memoryArena: row.memory_arena !== 0,
    },
    status: row.status,
    logRatio: {
      throughput: ratioOf(row.throughput_log_ratio, row.throughput_log_ratio_se),
      latency: ratioOf(row.latency_log_ratio, row.latency_log_ratio_se),
      efficiency: ratioOf(row.efficiency_log_ratio, row.efficiency_log_ratio_se),
    },
    throughputIps: row.throughput_ips,
    latencyMs: { mean: row.latency_mean_ms, p50: row.latency_p50_ms, p99: row.latency_p99_ms },
    peakRssBytes: row.peak_rss_bytes,
    sessionCreateMs: row.session_create_ms,
    cpuMsPerInference: row.cpu_ms_per_inference,
    violations: row.violations,
    failureKind: row.failure_kind,
    costS: row.probe_s,
    number: row.number,
    study: { startedAt: row.started_at, objective: row.objective },
  };
}
