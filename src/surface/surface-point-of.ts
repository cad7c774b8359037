import type { Configuration } from '../space/configuration.ts';
import type { MemberOutcome } from '../study/prober.ts';
import type { SurfacePoint } from './surface-point.ts';

/** The row of a surface that a heat's outcome makes. */
export function surfacePointOf(
  configuration: Configuration,
  replicate: number,
  outcome: MemberOutcome,
): SurfacePoint {
  const m = outcome.status === 'measured' ? outcome.measurement : null;
  const ratio = m?.logRatio.throughput ?? null;
  return {
    configuration,
    replicate,
    outcome: outcome.status,
    failure: outcome.status === 'failed' ? outcome.failure.kind : null,
    logRatio: ratio?.value ?? null,
    logRatioSe: ratio?.standardError ?? null,
    logRatioDf:
      ratio !== null && Number.isFinite(ratio.degreesOfFreedom) ? ratio.degreesOfFreedom : null,
    throughputIps: m?.throughputIps.value ?? null,
    latencyMeanMs: m?.latencyMs.mean ?? null,
    latencyP50Ms: m?.latencyMs.p50 ?? null,
    latencyP90Ms: m?.latencyMs.p90 ?? null,
    latencyP95Ms: m?.latencyMs.p95 ?? null,
    latencyP99Ms: m?.latencyMs.p99 ?? null,
    peakRssBytes: m?.peakRssBytes ?? null,
    sessionCreateMs: m?.sessionCreateMs ?? null,
    firstRunMs: m?.firstRunMs ?? null,
    cpuMsPerInference: m?.cpuMsPerInference ?? null,
    runs: m?.runs ?? null,
    rounds: m?.rounds ?? null,
    probeS: outcome.costMs / 1000,
  };
}
