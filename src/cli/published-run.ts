import { existsSync } from 'node:fs';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { inertJson } from '../report/inert-json.ts';
import { parseResult } from '../report/published/parse-result.ts';
import type { PublishedResult } from '../report/published/published-result.ts';
import { resultJson } from '../report/result-json.ts';
import type { Io } from './io.ts';
import { openKnowledge } from './open-knowledge.ts';
import type { Request } from './program.ts';
import { readResultFile } from './read-result-file.ts';

/**
 * A result by the name a user gives it: a file that `--out` wrote, or the id of a run in the knowledge base (its first
 * letters suffice). Rejects with a `TuneError` (usage) where there is none.
 */
export async function publishedRun(
  name: string,
  request: Request,
  io: Io,
): Promise<PublishedResult> {
  if (/[./\\]/.test(name) || existsSync(name)) return readResultFile(name);
  const { store } = await openKnowledge(request.options, request.withoutKnowledge, io);
  try {
    const stored = await store.study(name);
    if (stored === null) {
      throw new TuneError('usage', `there is no file and no run ${printable(name, 60)}`, {
        hint: '`tune runs` lists the runs; files are written by: tune model.onnx --out run.json',
      });
    }
    if (stored.result === null) {
      throw new TuneError('usage', `the run ${printable(name, 60)} has no result yet`, {
        hint: `Let it come to its end first: tune resume ${printable(name, 60)}`,
      });
    }
    return parseResult(inertJson(resultJson(stored.result)), `run ${name}`);
  } finally {
    await store.close();
  }
}
