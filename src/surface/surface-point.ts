import type { Configuration } from '../space/configuration.ts';
import type { FailureKind } from '../study/trial.ts';

/** One measured configuration of a surface in one replicate; null is what was not, or could not be, measured. */
export interface SurfacePoint {
  readonly configuration: Configuration;
  /** From 1; each replicate ran in processes of its own. */
  readonly replicate: number;
  /** `skipped`: not tried, because one run would take longer than was allowed. */
  readonly outcome: 'measured' | 'failed' | 'skipped';
  readonly failure: FailureKind | null;
  /** Log of the throughput's ratio to the surface's reference in the same heat; exactly 0 for the reference. */
  readonly logRatio: number | null;
  readonly logRatioSe: number | null;
  readonly logRatioDf: number | null;
  /** Samples per second, all instances together. */
  readonly throughputIps: number | null;
  /** Time of one run (one batch). */
  readonly latencyMeanMs: number | null;
  readonly latencyP50Ms: number | null;
  readonly latencyP90Ms: number | null;
  readonly latencyP95Ms: number | null;
  readonly latencyP99Ms: number | null;
  /** All instances together. */
  readonly peakRssBytes: number | null;
  readonly sessionCreateMs: number | null;
  readonly firstRunMs: number | null;
  readonly cpuMsPerInference: number | null;
  readonly runs: number | null;
  readonly rounds: number | null;
  /** What this probe took, its share of the heat and of creating sessions included, seconds. */
  readonly probeS: number;
}
