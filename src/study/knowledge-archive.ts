import type { StoredStudy, StudyState } from './knowledge-store.ts';

/** A whole study with its state, as it goes from one knowledge base to another. */
export interface ArchivedStudy extends StoredStudy {
  readonly state: StudyState;
}

/** What became of imported studies. */
export interface ImportCounts {
  readonly added: number;
  /** Were there with fewer trials, and got the others. */
  readonly extended: number;
  /** Were there already. */
  readonly present: number;
}

/** Something in the knowledge base that cannot be right. */
export interface StoreProblem {
  /** null where it is not in a study. */
  readonly studyId: string | null;
  /** One line for people. */
  readonly what: string;
}

export interface StoreStatistics {
  readonly models: number;
  readonly hosts: number;
  readonly tasks: number;
  readonly studies: number;
  readonly trials: number;
  readonly signatures: number;
  /** Room it takes; null where it takes none of its own. */
  readonly bytes: number | null;
}

/** A knowledge base as a whole: moving it, pruning it, and looking whether it is sound. Rejects as `KnowledgeStore` does. */
export interface KnowledgeArchive {
  /** Every study, oldest first, one at a time in memory. Studies that come or go meanwhile may be missed. */
  archivedStudies(): AsyncIterable<ArchivedStudy>;
  /**
   * Stores whole studies in one transaction: all of them or none. Importing again changes nothing. A study that is there
   * with fewer trials gets the missing ones, unless it is running. What comes as running is interrupted here.
   */
  importStudies(studies: readonly ArchivedStudy[]): Promise<ImportCounts>;
  /**
   * Forgets studies with their trials, and models and hosts that no study is left of; how many there were. Rejects with a
   * `TuneError` (usage), and forgets nothing, where another live
   * process runs one of them.
   */
  deleteStudies(ids: readonly string[]): Promise<number>;
  /** Reads everything and compares what is stored twice; empty where all is well. */
  verify(): Promise<readonly StoreProblem[]>;
  statistics(): Promise<StoreStatistics>;
}
