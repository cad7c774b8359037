import { closeSync, openSync, readSync } from 'node:fs';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import {
  headLine,
  type LineDetail,
  modelLine,
  studyLines,
} from '../../report/interchange/knowledge-lines.ts';
import type { KnowledgeBase } from '../../store/knowledge-base.ts';
import { isPostgresUrl, shownUrl } from '../../store/postgres-url.ts';
import { openKnowledgeAt } from '../open-knowledge.ts';
import { readLines } from './read-lines.ts';

/** Something to import from. */
export interface KnowledgeSource {
  /** As it may be shown: no passwords. */
  readonly name: string;
  /** Whether its lines are those of a file that people can look up. */
  readonly isFile: boolean;
  lines(): AsyncIterable<string>;
}

const SQLITE_MAGIC = 'SQLite format 3\0';

/**
 * What a word of `tune kb merge` names: a file of lines, an SQLite file, or a PostgreSQL server. A database is read as the
 * lines it would export, so that nothing in it is trusted either. Throws a `TuneError` (usage) for a file that cannot be read.
 */
export function knowledgeSource(word: string): KnowledgeSource {
  if (!isPostgresUrl(word) && !isSqlite(word)) {
    return { name: word, isFile: true, lines: () => readLines(word) };
  }
  return { name: shownUrl(word), isFile: false, lines: () => databaseLines(word) };
}

function isSqlite(path: string): boolean {
  const bytes = Buffer.alloc(SQLITE_MAGIC.length);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, bytes);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const name = printable(path, 200);
    throw new TuneError(
      'usage',
      isMissing ? `there is no file ${name}` : `cannot read ${name}: ${(error as Error).message}`,
      { cause: error, hint: 'Name a knowledge base, or a file that `tune kb export` wrote.' },
    );
  }
  return bytes.toString('latin1') === SQLITE_MAGIC;
}

async function* databaseLines(place: string): AsyncGenerator<string> {
  const store = await openKnowledgeAt(place);
  try {
    yield* exportedLines(store, { full: true, places: true });
  } finally {
    await store.close();
  }
}

/** A whole knowledge base as lines: models by their hash, then studies by their id, each with its trials. */
export async function* exportedLines(
  store: KnowledgeBase,
  detail: LineDetail,
): AsyncGenerator<string> {
  yield headLine();
  const models = [...(await store.signatures())];
  for (const model of models.sort((a, b) => (a.modelSha256 < b.modelSha256 ? -1 : 1))) {
    yield modelLine(model);
  }
  const summaries = [...(await store.studies())];
  for (const { studyId, state } of summaries.sort((a, b) => (a.studyId < b.studyId ? -1 : 1))) {
    const study = await store.study(studyId);
    // Somebody may have removed it meanwhile.
    if (study !== null) yield* studyLines({ ...study, state }, detail);
  }
}
