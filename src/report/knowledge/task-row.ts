import type { Estimate } from '../../core/estimate.ts';
import type { Configuration } from '../../space/configuration.ts';
import type { StudySummary } from '../../study/knowledge-store.ts';
import type { Objective } from '../../study/objective.ts';

/** The configuration a finished study recommended. */
export interface BestFound {
  readonly studyId: string;
  readonly objective: Objective;
  /** That was served; null where instances ran back to back. */
  readonly load: string | null;
  readonly configuration: Configuration;
  /** To the runtime's default; 1 is the same. */
  readonly relative: Estimate;
  readonly keepDefault: boolean;
}

/** A task as it is listed: one model on one host. */
export interface TaskRow {
  readonly modelSha256: string;
  /** File name. */
  readonly name: string;
  readonly host: {
    readonly fingerprint: string;
    readonly platform: string;
    readonly cpuModel: string;
    readonly usableCores: number;
  };
  /** Newest first. */
  readonly studies: readonly StudySummary[];
  readonly trials: number;
  /** Since the newest study began. */
  readonly ageMs: number;
  /** Of the newest finished study, of one without a load where there is any; null where it came to no recommendation. */
  readonly best: BestFound | null;
}

/** A measured configuration among others. */
export interface PointRow {
  readonly configuration: Configuration;
  readonly status: 'measured' | 'pruned' | 'failed';
  /** Log-ratio of the objective to the default, higher is better; null where it failed. */
  readonly logRatio: { readonly value: number; readonly standardError: number } | null;
  readonly throughputIps: number | null;
  readonly costS: number;
}

/** A task with the best of its points, fastest first. */
export interface TaskDetail extends TaskRow {
  readonly objective: Objective;
  readonly points: readonly PointRow[];
}
