import { stringify } from 'csv-stringify/sync';
import type { Measurement, Trial } from '../study/trial.ts';
import type { JsonRecord } from './json-record.ts';
import { configurationJson } from './measurement-json.ts';

/**
 * All trials as CSV (RFC 4180, header line, one row each): every knob, every metric, how it failed. What is not known
 * is empty. Text that a spreadsheet would run as a formula is made harmless with a leading quote.
 */
export function trialsCsv(trials: readonly Trial[]): string {
  return stringify(trials.map(row), {
    header: true,
    columns: COLUMNS as string[],
    escape_formulas: true,
    cast: {
      boolean: (value) => String(value),
      number: (value) => (Number.isFinite(value) ? String(value) : ''),
      string: (value) => oneLine(value),
    },
  });
}

function row(trial: Trial): JsonRecord {
  const failure = trial.status === 'failed' ? trial.failure : null;
  const violations = trial.status === 'failed' ? [] : trial.violations;
  return {
    number: trial.number,
    ...configurationJson(trial.configuration),
    outcome: trial.status,
    ...(trial.status === 'failed' ? {} : metrics(trial.measurement)),
    feasible: trial.status === 'failed' ? null : violations.length === 0,
    violations: violations.map((v) => `${v.constraint} (${v.verdict})`).join('; '),
    failure_kind: failure?.kind ?? null,
    failure_message: failure?.message ?? null,
    reason: trial.reason,
    probe_s: trial.probeS,
    finished_at_s: trial.finishedAtMs / 1000,
  };
}

function metrics(m: Measurement): JsonRecord {
  return {
    throughput_ips: m.throughputIps.value,
    throughput_ips_low: m.throughputIps.low,
    throughput_ips_high: m.throughputIps.high,
    log_ratio_throughput: m.logRatio.throughput.value,
    log_ratio_throughput_se: m.logRatio.throughput.standardError,
    log_ratio_latency: m.logRatio.latency.value,
    log_ratio_latency_se: m.logRatio.latency.standardError,
    log_ratio_efficiency: m.logRatio.efficiency.value,
    log_ratio_efficiency_se: m.logRatio.efficiency.standardError,
    log_ratio_goodput: m.logRatio.goodput?.value,
    log_ratio_goodput_se: m.logRatio.goodput?.standardError,
    log_ratio_cost: m.logRatio.cost?.value,
    latency_mean_ms: m.latencyMs.mean,
    latency_p50_ms: m.latencyMs.p50,
    latency_p90_ms: m.latencyMs.p90,
    latency_p95_ms: m.latencyMs.p95,
    latency_p99_ms: m.latencyMs.p99,
    runs: m.runs,
    rounds: m.rounds,
    peak_rss_bytes: m.peakRssBytes,
    session_create_ms: m.sessionCreateMs,
    first_run_ms: m.firstRunMs,
    cpu_ms_per_inference: m.cpuMsPerInference,
    steal_share: m.disturbance.stealShare,
    background_share: m.disturbance.backgroundShare,
    tokens_per_s: m.lengths && m.throughputIps.value * m.lengths.tokensPerSample,
    padding_share: m.lengths?.paddingShare,
    offered_per_s: m.load?.offeredPerS,
    served_per_s: m.load?.servedPerS,
    requests: m.load?.requests,
    rejected: m.load?.rejected,
    expired: m.load?.expired,
    mean_batch: m.load?.meanBatch,
    mean_wait_ms: m.load?.meanWaitMs,
    utilisation: m.load?.utilisation,
    cpu_cores: m.load?.cpuCores,
    generator_lag_ms: m.load?.generatorLagMs,
    overloaded: m.load?.overloaded,
    goodput_held_per_s: m.load?.goodput?.heldPerS,
    goodput_broken_per_s: m.load?.goodput?.brokenPerS,
    peak_device_bytes: m.device?.peakBytes ?? null,
    device_utilisation: m.device?.utilisation ?? null,
  };
}

/** Control characters would break rows apart in careless readers, and obey in a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

const COLUMNS: readonly string[] = [
  'number',
  'provider',
  'batch_size',
  'instances',
  'intra_op_threads',
  'inter_op_threads',
  'execution_mode',
  'graph_optimization',
  'spinning',
  'memory_arena',
  'max_queue_delay_ms',
  'outcome',
  'throughput_ips',
  'throughput_ips_low',
  'throughput_ips_high',
  'log_ratio_throughput',
  'log_ratio_throughput_se',
  'log_ratio_latency',
  'log_ratio_latency_se',
  'log_ratio_efficiency',
  'log_ratio_efficiency_se',
  'log_ratio_goodput',
  'log_ratio_goodput_se',
  'log_ratio_cost',
  'latency_mean_ms',
  'latency_p50_ms',
  'latency_p90_ms',
  'latency_p95_ms',
  'latency_p99_ms',
  'runs',
  'rounds',
  'peak_rss_bytes',
  'session_create_ms',
  'first_run_ms',
  'cpu_ms_per_inference',
  'steal_share',
  'background_share',
  'tokens_per_s',
  'padding_share',
  'offered_per_s',
  'served_per_s',
  'requests',
  'rejected',
  'expired',
  'mean_batch',
  'mean_wait_ms',
  'utilisation',
  'cpu_cores',
  'generator_lag_ms',
  'overloaded',
  'goodput_held_per_s',
  'goodput_broken_per_s',
  'peak_device_bytes',
  'device_utilisation',
  'feasible',
  'violations',
  'failure_kind',
  'failure_message',
  'reason',
  'probe_s',
  'finished_at_s',
];
