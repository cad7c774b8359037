import { configurationKey } from '../space/configuration.ts';
import type { Objective } from '../study/objective.ts';
import { studyJson } from '../study/study-json.ts';
import type { Measurement, Trial } from '../study/trial.ts';
import type { SqlValues } from './sql-work.ts';

function ratioColumns(objective: Objective, measurement: Measurement | null): SqlValues {
  const ratio = measurement?.logRatio[objective];
  return {
    [`${objective}_log_ratio`]: ratio?.value ?? null,
    [`${objective}_log_ratio_se`]: ratio?.standardError ?? null,
  };
}

function measuredColumns(measurement: Measurement | null): SqlValues {
  const latency = measurement?.latencyMs;
  return {
    ...ratioColumns('throughput', measurement),
    ...ratioColumns('latency', measurement),
    ...ratioColumns('efficiency', measurement),
    throughput_ips: measurement?.throughputIps.value ?? null,
    latency_mean_ms: latency?.mean ?? null,
    latency_p50_ms: latency?.p50 ?? null,
    latency_p90_ms: latency?.p90 ?? null,
    latency_p95_ms: latency?.p95 ?? null,
    latency_p99_ms: latency?.p99 ?? null,
    runs: measurement?.runs ?? null,
    peak_rss_bytes: measurement ? Math.round(measurement.peakRssBytes) : null,
    session_create_ms: measurement?.sessionCreateMs ?? null,
    first_run_ms: measurement?.firstRunMs ?? null,
    cpu_ms_per_inference: measurement?.cpuMsPerInference ?? null,
  };
}

/** The row that stores a trial of a study. */
export function trialRow(studyId: string, trial: Trial): SqlValues {
  const c = trial.configuration;
  return {
    study_id: studyId,
    number: trial.number,
    configuration_key: configurationKey(c),
    status: trial.status,
    provider: c.provider,
    batch_size: c.batchSize,
    instances: c.instances,
    intra_op_threads: c.intraOpThreads,
    inter_op_threads: c.interOpThreads,
    execution_mode: c.executionMode,
    graph_optimization: c.graphOptimization,
    spinning: Number(c.spinning),
    memory_arena: Number(c.memoryArena),
    ...measuredColumns(trial.status === 'failed' ? null : trial.measurement),
    violations: trial.status === 'failed' ? null : trial.violations.length,
    failure_kind: trial.status === 'failed' ? trial.failure.kind : null,
    probe_s: trial.probeS,
    detail: studyJson(trial),
  };
}
