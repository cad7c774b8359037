import type { Configuration } from '../space/configuration.ts';
import type { Constraint, RunObjective } from '../study/objective.ts';
import type { Measurement } from '../study/trial.ts';
import type { Variant } from './variant.ts';

/** Logarithms of how a configuration compares with another, by objective. */
export type LogRatios = Pick<Measurement['logRatio'], RunObjective>;

/** Where one configuration of a variant stands beside the other variants, measured in the same heats as they. */
export interface Anchor {
  readonly configuration: Configuration;
  /** To one common reference of the contest. */
  readonly logRatio: LogRatios;
  readonly source: 'first-heat' | 'final';
}

/** A variant in a contest, and what is stored of it. */
export interface ContestEntry {
  readonly variant: Variant;
  /** Size and modification time (ms since the epoch) of the file, to see without reading it that it is the same. */
  readonly file: { readonly bytes: number; readonly modifiedMs: number } | null;
  /** Its own search; null where it was not tuned. */
  readonly studyId: string | null;
  /** null where it met no other variant. */
  readonly anchor: Anchor | null;
  /** Why it was not tuned, for people; null where it was. */
  readonly problem: string | null;
}

/** The host a contest was held on. */
export interface ContestHost {
  readonly fingerprint: string;
  readonly fingerprintParts: Readonly<Record<string, string | number | boolean>>;
  readonly cpuModel: string;
  readonly runtimeVersion: string;
}

/** One comparison of variants of a task on one host: what `tune variants` leaves for `tune choose`. */
export interface Contest {
  readonly id: string;
  /** What the variants are variants of: a name that the user gave. */
  readonly task: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly host: ContestHost;
  readonly objective: RunObjective;
  readonly constraints: readonly Constraint[];
  readonly minAccuracy: number | null;
  readonly entries: readonly ContestEntry[];
}

/** A task that has contests. */
export interface ContestTask {
  readonly task: string;
  readonly contests: number;
  /** Of the newest contest. */
  readonly variants: number;
  readonly startedAt: string;
  readonly hostFingerprint: string;
}

/** Where contests are kept. Rejects as `KnowledgeStore` does. */
export interface ContestStore {
  /** Takes the place of what was saved under the same id: a contest is saved as it goes. */
  saveContest(contest: Contest): Promise<void>;
  /** Those of a task, the newest first. */
  contests(task: string): Promise<readonly Contest[]>;
  /** The one with the newest contest first. */
  contestTasks(): Promise<readonly ContestTask[]>;
}
