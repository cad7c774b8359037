import type { Signature } from '../signature/signature.ts';
import type { Configuration } from '../space/configuration.ts';

/** What a model is known by. */
export interface ModelSignature {
  readonly modelSha256: string;
  /** For people. */
  readonly name: string;
  /** Architecture family; null where nobody said it. */
  readonly family: string | null;
  /** Samples per run of the file as it is. */
  readonly baseBatch: number;
  readonly signature: Signature;
}

/** A task: one model on one host, with all that was ever measured of it. */
export interface TaskHead {
  /** Names the task in this knowledge base. */
  readonly id: string;
  readonly modelSha256: string;
  /** The model's name, or the path of its file where no signature was saved. */
  readonly name: string;
  readonly hostFingerprint: string;
  /** What the fingerprint was made of. Tasks of one host share the object. */
  readonly hostParts: Readonly<Record<string, string | number | boolean>>;
  /** null where none was saved, or one of another version. Tasks of one model share the object. */
  readonly model: ModelSignature | null;
  /** Finished trials of all its studies, at least 1. */
  readonly trials: number;
  /** When its latest study began, ISO 8601. */
  readonly startedAt: string;
}

/** A log-ratio to the reference, higher is better. */
interface PointRatio {
  readonly value: number;
  readonly standardError: number;
}

/** One finished trial without its evidence. Figures are null where the trial failed or the runs do not support them. */
export interface TaskPoint {
  readonly configuration: Configuration;
  readonly status: 'measured' | 'pruned' | 'failed';
  readonly logRatio: {
    readonly throughput: PointRatio | null;
    readonly latency: PointRatio | null;
    readonly efficiency: PointRatio | null;
  };
  readonly throughputIps: number | null;
  readonly latencyMs: {
    readonly mean: number | null;
    readonly p50: number | null;
    readonly p99: number | null;
  };
  readonly peakRssBytes: number | null;
  readonly sessionCreateMs: number | null;
  readonly cpuMsPerInference: number | null;
  /** Constraints it did not meet; null where it failed. */
  readonly violations: number | null;
  readonly failureKind: string | null;
  /** Seconds the trial took. */
  readonly costS: number;
  /** Order in its study, from 1. */
  readonly number: number;
  readonly study: { readonly startedAt: string; readonly objective: string };
}

/** What a knowledge base remembers of models and tasks, to learn from. */
export interface TaskStore {
  /** Takes the place of an earlier signature of the same model. */
  saveSignature(model: ModelSignature): Promise<void>;
  /** All that were saved and can still be compared. */
  signatures(): Promise<readonly ModelSignature[]>;
  /** Every task with at least one trial, in the order of their ids: light enough to be read for every search. */
  taskHeads(): Promise<readonly TaskHead[]>;
  /**
   * The points of tasks, by id; ids that are none are left out. Each configuration comes once: of several studies the
   * latest that measured it counts, a failure only where none did. Studies against another reference than the latest one's
   * are left out: their ratios mean something else.
   */
  taskPoints(ids: readonly string[]): Promise<ReadonlyMap<string, readonly TaskPoint[]>>;
}
