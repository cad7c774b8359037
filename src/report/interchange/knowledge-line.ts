import type { ModelSignature } from '../../knowledge/task-store.ts';
import type { StudyHeader } from '../../study/study-header.ts';
import type { StudyResult } from '../../study/study-result.ts';
import type { Trial } from '../../study/trial.ts';

/** Counts up when a member of a line is added, changes its meaning or goes away: readers refuse what they do not know. */
export const INTERCHANGE_VERSION = 1;

/** The first line of a file, and nothing in it that varies from export to export. */
export interface HeadLine {
  readonly type: 'knowledge-base';
  readonly version: number;
}

/** What a model is known by; its signature may be of a version this tool cannot compare. */
export interface ModelLine extends Omit<ModelSignature, 'signature'> {
  readonly type: 'model';
  readonly signature: {
    readonly version: number;
    readonly batch: number;
    readonly parts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}

/** A study without its trials, which have lines of their own. */
export interface StudyLine {
  readonly type: 'study';
  readonly header: StudyHeader;
  readonly state: 'finished' | 'interrupted';
  readonly result: Omit<StudyResult, 'header' | 'trials'> | null;
  /** How many lines of trials belong to it, so that a file that was cut shows. */
  readonly trials: number;
}

export interface TrialLine {
  readonly type: 'trial';
  readonly studyId: string;
  readonly trial: Trial;
}

/** One line of a knowledge base as a file. Names and units are those of the event log of `tune --events`. */
export type KnowledgeLine = HeadLine | ModelLine | StudyLine | TrialLine;
