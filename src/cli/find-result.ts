import { existsSync } from 'node:fs';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { publishResult } from '../report/published/publish-result.ts';
import type { PublishedResult } from '../report/published/published-result.ts';
import type { Io } from './io.ts';
import { openKnowledge } from './open-knowledge.ts';
import type { RawOptions } from './options/raw-options.ts';
import { readResultFile } from './read-result-file.ts';

/** Where results are looked for. */
export interface ResultSource {
  readonly options: RawOptions;
  readonly withoutKnowledge: boolean;
  readonly io: Io;
}

/**
 * The result that a path or the id of a run names (the first letters suffice). What exists as a file or looks like a path is
 * one; everything else is looked up in the knowledge base. Rejects with a `TuneError` (usage) where there is none.
 */
export async function findResult(pathOrId: string, source: ResultSource): Promise<PublishedResult> {
  const isPath = /[./\\]/.test(pathOrId) || existsSync(pathOrId);
  return isPath ? readResultFile(pathOrId) : storedResult(pathOrId, source);
}

async function storedResult(
  id: string,
  { options, withoutKnowledge, io }: ResultSource,
): Promise<PublishedResult> {
  const { store } = await openKnowledge(options, withoutKnowledge, io);
  try {
    const stored = await store.study(id);
    const name = printable(id, 60);
    if (stored === null) {
      throw new TuneError('usage', `there is no file and no run ${name}`, {
        hint: '`tune runs` lists the runs; the first letters of an id suffice.',
      });
    }
    if (stored.result === null) {
      throw new TuneError('usage', `run ${name} came to no result yet`, {
        hint: `Go on with it: tune resume ${name}`,
      });
    }
    return publishResult(stored.result);
  } finally {
    await store.close();
  }
}
