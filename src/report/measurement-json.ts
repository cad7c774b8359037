import type { Estimate } from '../core/estimate.ts';
import type { Configuration } from '../space/configuration.ts';
import { logEstimateToRatio, tInterval } from '../stats/interval.ts';
import type { LogRatio, Measurement } from '../study/trial.ts';
import { finite, type JsonRecord } from './json-record.ts';
import { loadJson } from './load-json.ts';

/** `{value, low, high}` (95 %); bounds that are not known are null. */
export function estimateJson({ value, low, high }: Estimate): JsonRecord {
  return { value: finite(value), low: finite(low), high: finite(high) };
}

function scaled({ value, low, high }: Estimate, factor: number): Estimate {
  return { value: factor * value, low: factor * low, high: factor * high };
}

/** A configuration as published. */
export function configurationJson(c: Configuration): JsonRecord {
  return {
    provider: c.provider,
    batch_size: c.batchSize,
    instances: c.instances,
    intra_op_threads: c.intraOpThreads,
    inter_op_threads: c.interOpThreads,
    execution_mode: c.executionMode,
    graph_optimization: c.graphOptimization,
    spinning: c.spinning,
    memory_arena: c.memoryArena,
    ...(c.maxQueueDelayMs !== undefined && { max_queue_delay_ms: c.maxQueueDelayMs }),
  };
}

/** A ratio to the reference, as a ratio and as the logarithm it was computed in. */
function ratioJson(ratio: LogRatio): JsonRecord {
  const { value, standardError, degreesOfFreedom } = ratio;
  return {
    ...estimateJson(logEstimateToRatio(tInterval(value, standardError, degreesOfFreedom))),
    log: finite(value),
    log_standard_error: finite(standardError),
    degrees_of_freedom: finite(degreesOfFreedom),
  };
}

/** Everything measured of one configuration, but for single slices and runs. */
export function measurementJson(m: Measurement): JsonRecord {
  return {
    throughput_ips: estimateJson(m.throughputIps),
    latency_ms: {
      mean: m.latencyMs.mean,
      p50: m.latencyMs.p50,
      p90: m.latencyMs.p90,
      p95: m.latencyMs.p95,
      p99: m.latencyMs.p99,
    },
    runs: m.runs,
    rounds: m.rounds,
    peak_rss_bytes: m.peakRssBytes,
    instance_peak_rss_bytes: m.instancePeakRssBytes,
    session_create_ms: m.sessionCreateMs,
    first_run_ms: m.firstRunMs,
    cpu_ms_per_inference: m.cpuMsPerInference,
    steal_share: m.disturbance.stealShare,
    background_share: m.disturbance.backgroundShare,
    ...(m.lengths && {
      tokens_per_s: estimateJson(scaled(m.throughputIps, m.lengths.tokensPerSample)),
      padding_share: m.lengths.paddingShare,
      tokens_per_sample: m.lengths.tokensPerSample,
      shapes: m.lengths.shapes,
    }),
    ...(m.load && { load: loadJson(m.load) }),
    ...(m.device && {
      peak_device_bytes: m.device.peakBytes,
      device_utilisation: m.device.utilisation,
    }),
  };
}

/** The same, with its ratios to the reference it ran against. */
export function comparedJson(m: Measurement): JsonRecord {
  return {
    ...measurementJson(m),
    vs_reference: {
      throughput: ratioJson(m.logRatio.throughput),
      latency: ratioJson(m.logRatio.latency),
      efficiency: ratioJson(m.logRatio.efficiency),
      ...(m.logRatio.goodput && { goodput: ratioJson(m.logRatio.goodput) }),
      ...(m.logRatio.cost && { cost: ratioJson(m.logRatio.cost) }),
    },
  };
}

/** Single slices, by column, and single runs where they were kept: enough to redo every statistic. */
export function evidenceJson({ slices, runTimesMs }: Measurement): JsonRecord {
  return {
    slices: {
      round: slices.map((s) => s.round),
      at_ms: slices.map((s) => s.atMs),
      window_ms: slices.map((s) => s.windowMs),
      runs: slices.map((s) => s.runs),
      run_ms: slices.map((s) => s.runMs),
      cpu_ms_per_run: slices.map((s) => s.cpuMsPerRun),
    },
    run_times_ms: runTimesMs,
  };
}
