import type { StudyHeader } from './study-header.ts';
import type { StudyResult } from './study-result.ts';
import type { Trial } from './trial.ts';

/** `running` only while the process that runs it is alive; a study whose process died is `interrupted`. */
export type StudyState = 'running' | 'finished' | 'interrupted';

/** A study as stored: what `tune runs` lists. */
export interface StudySummary {
  readonly studyId: string;
  readonly startedAt: string;
  readonly modelPath: string;
  readonly modelSha256: string;
  readonly hostFingerprint: string;
  readonly objective: string;
  /** As the user wrote it; null where instances ran back to back. */
  readonly load: string | null;
  readonly trials: number;
  readonly state: StudyState;
}

export interface StoredStudy {
  readonly header: StudyHeader;
  readonly trials: readonly Trial[];
  /** The last result, also while a resumed study runs again; null where none was reached. */
  readonly result: StudyResult | null;
}

/**
 * Memory of all trials and journal of running studies in one. Each write is one durable transaction: once the promise
 * is fulfilled, the data survives `kill -9`. Several processes may write at once.
 * Rejects with a `TuneError` (environment) where the medium fails; a broken rule of the port is a defect (`Error`).
 */
export interface KnowledgeStore {
  /** Stores a new study, running in this process. */
  createStudy(header: StudyHeader): Promise<void>;
  /** Makes a stopped study running in this process. Rejects with a `TuneError` where another live process runs it. */
  reopenStudy(studyId: string): Promise<void>;
  /** Rejects a second trial with the same number or configuration in the same study. */
  appendTrial(studyId: string, trial: Trial): Promise<void>;
  finishStudy(
    studyId: string,
    state: 'finished' | 'interrupted',
    result: StudyResult,
  ): Promise<void>;
  /**
   * null when there is no such study. A unique prefix of the id suffices; one that fits several studies rejects with
   * a `TuneError` (usage) that names them.
   */
  study(idOrPrefix: string): Promise<StoredStudy | null>;
  /** Newest first. */
  studies(): Promise<readonly StudySummary[]>;
  /** May be called more than once. */
  close(): Promise<void>;
}
