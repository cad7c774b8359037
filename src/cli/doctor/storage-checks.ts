import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { formatBytes } from '../../core/format-bytes.ts';
import { TuneError } from '../../core/tune-error.ts';
import { type Check, fail, ok, warn } from '../../report/doctor/check.ts';
import { isPostgresUrl, shownUrl } from '../../store/postgres-url.ts';
import type { StudySummary } from '../../study/knowledge-store.ts';
import { openKnowledgeAt } from '../open-knowledge.ts';

/** Less than the first is too little for anything, less than the second too little for copies of large models. */
const DISK = { least: 64 * 2 ** 20, comfortable: 2 ** 30 };

const ELSEWHERE = 'Name another place with --kb PATH, or keep nothing with --no-kb.';

/** What a look at a knowledge base found, and the runs in it. */
interface KnowledgeCheck {
  readonly check: Check;
  readonly studies: readonly StudySummary[];
}

/** The knowledge base at a path or URL, and what it holds. A file is not made; the schema on a server is. */
export async function knowledgeCheck(place: string): Promise<KnowledgeCheck> {
  return isPostgresUrl(place) ? openedCheck(place) : fileCheck(place);
}

async function fileCheck(path: string): Promise<KnowledgeCheck> {
  if (!existsSync(path)) {
    const parent = nearestFolder(path);
    const check = isWritable(parent)
      ? ok('knowledge', `none yet; it will be made at ${path}`)
      : fail('knowledge', `${path} cannot be made: ${parent} is not writable`, ELSEWHERE);
    return { check, studies: [] };
  }
  if (!isWritable(path) || !isWritable(dirname(path))) {
    const found = `${path} or its folder is not writable`;
    return { check: fail('knowledge', found, ELSEWHERE), studies: [] };
  }
  return openedCheck(path);
}

async function openedCheck(place: string): Promise<KnowledgeCheck> {
  try {
    const store = await openKnowledgeAt(place);
    try {
      const studies = await store.studies();
      const runs = `${studies.length} ${studies.length === 1 ? 'run' : 'runs'}`;
      return { check: ok('knowledge', `${shownUrl(place)}, ${runs}`), studies };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    return { check: fail('knowledge', error.message, error.hint ?? ELSEWHERE), studies: [] };
  }
}

/** Room on the disk that holds `path`, which need not exist; `what` says what it is needed for. */
export function diskCheck(path: string, what: string): Check {
  const folder = nearestFolder(path);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const found = `${formatBytes(free)} free for ${what} (${folder})`;
  if (free < DISK.least) return fail('disk', found, 'Free some space.');
  if (free < DISK.comfortable) {
    return warn('disk', found, 'Copies of models that take any batch are as large as the models.');
  }
  return ok('disk', found);
}

function nearestFolder(path: string): string {
  let folder = dirname(resolve(path));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
