import type { Estimate } from '../core/estimate.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Constraint, RunObjective } from '../study/objective.ts';
import type { LatencyQuantiles } from '../study/trial.ts';
import type { HostClass } from './host-class.ts';

/** What was measured when the configuration was locked. */
export interface LockEvidence {
  readonly studyId: string;
  /** ISO 8601. */
  readonly measuredAt: string;
  /** By the objective, over fresh sessions; null where the default does not work. */
  readonly speedupVsDefault: Estimate | null;
  readonly keepDefault: boolean;
  /** Probability that none of the other finalists is better. */
  readonly confidence: number;
  /** Fresh sessions behind the speed-up; 0 when there was no time for a final race. */
  readonly sessions: number;
  readonly throughputIps: Estimate;
  readonly latencyMs: LatencyQuantiles;
  readonly peakRssBytes: number;
  readonly sessionCreateMs: number;
  readonly cpuMsPerInference: number;
  /** Standard deviation of the log of speed from slice to slice. */
  readonly sliceSpread: number;
  readonly stealShare: number;
  readonly backgroundShare: number;
}

/** A serving configuration as committed: what it is, for what it is, and why. */
export interface ServingLock {
  readonly toolVersion: string;
  readonly runtimeVersion: string;
  readonly model: {
    /** Relative to the lock file, with forward slashes; absolute where there is no relative path (another drive). */
    readonly path: string;
    readonly sha256: string;
    readonly graphHash: string;
    readonly baseBatch: number;
    readonly batching: 'declared' | 'rewritten' | 'fixed';
    /** The batch at which rows were compared with single runs; null where the batch is fixed. */
    readonly verifiedBatch: number | null;
  };
  readonly configuration: Configuration;
  /** What the speed-up is relative to; null where the runtime's default does not work. */
  readonly defaultConfiguration: Configuration | null;
  readonly objective: RunObjective;
  readonly constraints: readonly Constraint[];
  readonly evidence: LockEvidence;
  readonly hostClass: HostClass;
  readonly hostFingerprint: string;
  readonly cpuModel: string;
  /** Options that prepare the same model again, by name as on the command line. */
  readonly options: Readonly<Record<string, readonly string[]>>;
}
