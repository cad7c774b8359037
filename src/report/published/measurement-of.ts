import type { LogRatio, Measurement } from '../../study/trial.ts';
import { estimateOf } from './estimate-of.ts';
import { loadOf } from './load-of.ts';
import type { PublishedMeasurement, PublishedRatio } from './published-measurement.ts';

/**
 * A published measurement as the rest of the program knows it, without its slices; the inverse of `comparedJson`. What
 * is null there is not known: an infinite error, no degrees of freedom.
 */
export function measurementOf(m: PublishedMeasurement): Measurement {
  return {
    logRatio: {
      throughput: logRatioOf(m.vs_reference.throughput),
      latency: logRatioOf(m.vs_reference.latency),
      efficiency: logRatioOf(m.vs_reference.efficiency),
      ...(m.vs_reference.goodput && { goodput: logRatioOf(m.vs_reference.goodput) }),
      ...(m.vs_reference.cost && { cost: logRatioOf(m.vs_reference.cost) }),
    },
    throughputIps: estimateOf(m.throughput_ips),
    latencyMs: m.latency_ms,
    runs: m.runs,
    rounds: m.rounds,
    peakRssBytes: m.peak_rss_bytes,
    instancePeakRssBytes: m.instance_peak_rss_bytes,
    sessionCreateMs: m.session_create_ms,
    firstRunMs: m.first_run_ms,
    cpuMsPerInference: m.cpu_ms_per_inference,
    disturbance: { stealShare: m.steal_share, backgroundShare: m.background_share },
    ...(m.peak_device_bytes !== undefined && {
      device: { peakBytes: m.peak_device_bytes, utilisation: m.device_utilisation ?? null },
    }),
    slices: [],
    runTimesMs: null,
    stderr: '',
    ...lengthsOf(m),
    ...(m.load && { load: loadOf(m.load) }),
  };
}

function lengthsOf({
  padding_share: paddingShare,
  tokens_per_sample: tokensPerSample,
  shapes,
}: PublishedMeasurement): Pick<Measurement, 'lengths'> {
  if (paddingShare === undefined || tokensPerSample === undefined) return {};
  return { lengths: { paddingShare, tokensPerSample, shapes: shapes ?? 1 } };
}

/** A published ratio as the logarithm it was computed in. */
export function logRatioOf(ratio: PublishedRatio): LogRatio {
  return {
    value: ratio.log ?? Number.NaN,
    standardError: ratio.log_standard_error ?? Number.POSITIVE_INFINITY,
    degreesOfFreedom: ratio.degrees_of_freedom ?? 0,
  };
}
