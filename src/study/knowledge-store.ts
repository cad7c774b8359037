import type { StudyHeader } from './study-header.ts';
import type { StudyResult } from './study-result.ts';
import type { Trial } from './trial.ts';

/** A study as stored: what `tune runs` lists. */
export interface StudySummary {
  readonly studyId: string;
  readonly startedAt: string;
  readonly modelPath: string;
  readonly modelSha256: string;
  readonly hostFingerprint: string;
  readonly objective: string;
  readonly trials: number;
  readonly state: 'running' | 'finished' | 'interrupted';
}

export interface StoredStudy {
  readonly header: StudyHeader;
  readonly trials: readonly Trial[];
  readonly result: StudyResult | null;
}

/**
 * Memory of all trials and journal of running studies in one. Each write is one durable transaction: once the call
 * returns, the data survives `kill -9`. Several processes may write at once.
 */
export interface KnowledgeStore {
  createStudy(header: StudyHeader): void;
  /** Rejects (throws) a second trial with the same number or configuration in the same study. */
  appendTrial(studyId: string, trial: Trial): void;
  finishStudy(studyId: string, state: 'finished' | 'interrupted', result: StudyResult): void;
  /** null when there is no such study. A unique prefix of the id suffices. */
  study(idOrPrefix: string): StoredStudy | null;
  studies(): readonly StudySummary[];
  close(): void;
}
