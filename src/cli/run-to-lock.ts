import { existsSync } from 'node:fs';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { publishResult } from '../report/published/publish-result.ts';
import type { PublishedResult } from '../report/published/published-result.ts';
import type { KnowledgeStore } from '../study/knowledge-store.ts';
import { readModelFile } from './read-model-file.ts';
import { readResultFile } from './read-result-file.ts';

/**
 * The result that `run` names: a result file, the newest finished run without a load of a model (`.onnx`), or the id of a
 * run; the newest of all where it is undefined. Throws a `TuneError` (usage) where there is none.
 */
export async function runToLock(
  run: string | undefined,
  store: KnowledgeStore,
): Promise<PublishedResult> {
  if (run !== undefined && /\.json$/i.test(run)) return readResultFile(run);
  if (run !== undefined && /\.onnx$/i.test(run)) {
    const { sha256 } = await readModelFile(run);
    return storedResult(await newest(store, sha256, printable(run, 200)), store);
  }
  if (run === undefined) return storedResult(await newest(store, null, 'any model'), store);
  return existsSync(run) && (await store.study(run)) === null
    ? readResultFile(run)
    : storedResult(run, store);
}

async function newest(store: KnowledgeStore, sha256: string | null, what: string): Promise<string> {
  const studies = await store.studies();
  const found = studies.find(
    (s) =>
      s.state === 'finished' && s.load === null && (sha256 === null || s.modelSha256 === sha256),
  );
  if (found !== undefined) return found.studyId;
  throw new TuneError('usage', `the knowledge base holds no finished run of ${what}`, {
    hint: 'Search first: tune model.onnx; or name a result file.',
  });
}

async function storedResult(id: string, store: KnowledgeStore): Promise<PublishedResult> {
  const study = await store.study(id);
  if (study === null) {
    throw new TuneError('usage', `there is no run ${printable(id, 60)} in the knowledge base`, {
      hint: '`tune runs` lists them; the first letters of an id suffice.',
    });
  }
  if (study.result !== null) {
    return publishResult(study.result);
  }
  throw new TuneError('usage', `run ${study.header.studyId} has come to no result yet`, {
    hint: `Go on with it: tune resume ${study.header.studyId.slice(0, 12)}`,
  });
}
