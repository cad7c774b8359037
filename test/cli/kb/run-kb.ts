import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KbRequest } from '../../../src/cli/add-kb-commands.ts';
import { kbCommand } from '../../../src/cli/commands/kb-command.ts';
import type { Handlers } from '../../../src/cli/program.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { TuneError } from '../../../src/core/tune-error.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import type { ArchivedStudy } from '../../../src/study/knowledge-archive.ts';

export interface KbRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly error: TuneError | null;
}

/** Runs `tune kb …` in this process, as the command line would, and says what it wrote. */
export async function runKb(...argv: readonly string[]): Promise<KbRun> {
  let [out, err] = ['', ''];
  const stream = (add: (text: string) => void) => ({ write: add });
  const io = {
    stdout: stream((text) => {
      out += text;
    }),
    stderr: stream((text) => {
      err += text;
    }),
    env: { LANG: 'C.UTF-8' },
  };
  const interruption = {
    signal: new AbortController().signal,
    interrupt: () => {},
    exitCode: () => null,
    dispose: () => {},
  };
  const handlers = {
    kb: (request: KbRequest) => kbCommand(request, argv, io, interruption),
  } satisfies Partial<Handlers> as unknown as Handlers;
  try {
    const code = await runProgram(['kb', ...argv], handlers, { ...io, version: '0' });
    return { code, out, err, error: null };
  } catch (error) {
    if (!(error instanceof TuneError)) throw error;
    return { code: error.exitCode, out, err, error };
  }
}

export const folder: string = mkdtempSync(join(tmpdir(), 'tune-kb-'));
let count = 0;

/** The path of a new knowledge base that holds these studies. */
export async function knowledgeOf(...studies: readonly ArchivedStudy[]): Promise<string> {
  const path = join(folder, `${++count}.db`);
  const store = openSqliteStore(path);
  await store.importStudies(studies);
  await store.close();
  return path;
}
