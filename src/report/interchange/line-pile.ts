import { canonicalJson } from '../../core/canonical-json.ts';
import { studyJson } from '../../study/study-json.ts';
import type { Trial } from '../../study/trial.ts';
import type { KnowledgeLine, ModelLine, StudyLine } from './knowledge-line.ts';
import { parseLine } from './parse-line.ts';

/** What is wrong with a line, or with all that belongs to a study. */
export interface LineProblem {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

/** What a line holds, and which one it is. */
export interface At<T> {
  readonly line: number;
  readonly value: T;
}

/** Lines sorted by what they belong to, before it is known whether they make a whole. */
export interface LinePile {
  readonly models: Map<string, At<ModelLine>>;
  readonly studies: Map<string, At<StudyLine>>;
  readonly trials: Map<string, Map<number, At<Trial>>>;
  /** Studies of which a line is wrong. */
  readonly spoilt: Set<string>;
  readonly problems: LineProblem[];
}

export function emptyPile(): LinePile {
  return {
    models: new Map(),
    studies: new Map(),
    trials: new Map(),
    spoilt: new Set(),
    problems: [],
  };
}

/** Puts a line in its place, or on record why it has none. */
export function pileLine(pile: LinePile, text: string, at: number): void {
  const { line, problem } = parseLine(text);
  const wrong =
    line === null ? { study: studyNamedIn(text), reason: problem } : placed(pile, line, at);
  if (wrong === null) return;
  if (wrong.study !== null) pile.spoilt.add(wrong.study);
  pile.problems.push({ line: at, reason: wrong.reason });
}

/** A line that cannot be read may still say whose it was, so that this study is not taken without it. */
function studyNamedIn(text: string): string | null {
  return /"studyId":"([\w.-]{1,64})"/.exec(text.slice(0, 100_000))?.[1] ?? null;
}

interface Wrong {
  readonly study: string | null;
  readonly reason: string;
}

function placed(pile: LinePile, line: KnowledgeLine, at: number): Wrong | null {
  switch (line.type) {
    case 'knowledge-base':
      return null;
    case 'model': {
      const reason = 'says something else of a model that is there already';
      return place(pile.models, line.modelSha256, { line: at, value: line })
        ? null
        : { study: null, reason };
    }
    case 'study': {
      const id = line.header.studyId;
      const reason = `says something else of study ${id}, which is there already`;
      return place(pile.studies, id, { line: at, value: line }) ? null : { study: id, reason };
    }
    case 'trial': {
      const { studyId, trial } = line;
      const trials = pile.trials.get(studyId) ?? new Map<number, At<Trial>>();
      pile.trials.set(studyId, trials);
      const reason = `is a second trial ${trial.number} of study ${studyId}`;
      return place(trials, trial.number, { line: at, value: trial })
        ? null
        : { study: studyId, reason };
    }
  }
}

/** Puts a value in its place; false where something else is there. */
function place<K, V>(map: Map<K, At<V>>, key: K, given: At<V>): boolean {
  const there = map.get(key);
  if (there === undefined) map.set(key, given);
  return there === undefined || canonical(there.value) === canonical(given.value);
}

function canonical(value: unknown): string {
  return canonicalJson(JSON.parse(studyJson(value)));
}
