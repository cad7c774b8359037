import type { Configuration } from '../space/configuration.ts';
import type { MemberOutcome } from '../study/prober.ts';
import type { Measurement } from '../study/trial.ts';
import type { SurfacePoint } from './surface-point.ts';

type Measured = Omit<
  SurfacePoint,
  'configuration' | 'replicate' | 'outcome' | 'failure' | 'probeS'
>;

const NOTHING: Measured = {
  logRatio: null,
  logRatioSe: null,
  logRatioDf: null,
  throughputIps: null,
  latencyMeanMs: null,
  latencyP50Ms: null,
  latencyP90Ms: null,
  latencyP95Ms: null,
  latencyP99Ms: null,
  peakRssBytes: null,
  sessionCreateMs: null,
  firstRunMs: null,
  cpuMsPerInference: null,
  runs: null,
  rounds: null,
};

/** The row of a surface that a heat's outcome makes. */
export function surfacePointOf(
  configuration: Configuration,
  replicate: number,
  outcome: MemberOutcome,
): SurfacePoint {
  return {
    configuration,
    replicate,
    outcome: outcome.status,
    failure: outcome.status === 'failed' ? outcome.failure.kind : null,
    ...(outcome.status === 'measured' ? measured(outcome.measurement) : NOTHING),
    probeS: outcome.costMs / 1000,
  };
}

function measured(m: Measurement): Measured {
  const ratio = m.logRatio.throughput;
  return {
    logRatio: ratio.value,
    logRatioSe: ratio.standardError,
    logRatioDf: Number.isFinite(ratio.degreesOfFreedom) ? ratio.degreesOfFreedom : null,
    throughputIps: m.throughputIps.value,
    latencyMeanMs: m.latencyMs.mean,
    latencyP50Ms: m.latencyMs.p50,
    latencyP90Ms: m.latencyMs.p90,
    latencyP95Ms: m.latencyMs.p95,
    latencyP99Ms: m.latencyMs.p99,
    peakRssBytes: m.peakRssBytes,
    sessionCreateMs: m.sessionCreateMs,
    firstRunMs: m.firstRunMs,
    cpuMsPerInference: m.cpuMsPerInference,
    runs: m.runs,
    rounds: m.rounds,
  };
}
