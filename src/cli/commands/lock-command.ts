import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EXIT } from '../../core/exit-code.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { inertJson } from '../../report/inert-json.ts';
import { lockJson } from '../../report/lock/lock-json.ts';
import { lockOfResult } from '../../report/lock/lock-of-result.ts';
import { lockText } from '../../report/lock/lock-text.ts';
import { parseLock } from '../../report/lock/parse-lock.ts';
import type { PublishedResult } from '../../report/published/published-result.ts';
import { safeText } from '../../report/safe-text.ts';
import type { Io } from '../io.ts';
import { LOCK_FILE, portablePath } from '../lock-file.ts';
import { openKnowledge } from '../open-knowledge.ts';
import { mergeOptions } from '../options/merge-options.ts';
import { rawText } from '../options/raw-options.ts';
import { textStyle } from '../output-streams.ts';
import type { Request } from '../program.ts';
import { requireWritable, writeResult } from '../result-files.ts';
import { runToLock } from '../run-to-lock.ts';

/** `tune lock`: writes what a run recommends into a file to commit. */
export async function lockCommand(
  run: string | undefined,
  request: Request,
  io: Io,
): Promise<number> {
  const raw = mergeOptions(request, []);
  const path = rawText(raw, 'out') ?? LOCK_FILE;
  const { store } = await openKnowledge(raw, request.withoutKnowledge, io);
  let result: PublishedResult;
  try {
    result = await runToLock(run, store);
  } finally {
    await store.close();
  }
  requireNoLoad(result);
  const folder = dirname(resolve(path));
  const input = result.options['input']?.at(-1);
  const published = lockOfResult(result, {
    model: portablePath(folder, result.model.path),
    // As typed: relative to where the run was started, which is where it is locked too.
    input: input === undefined ? null : portablePath(folder, resolve(input)),
  });
  // What is written is what can be read back.
  const lock = parseLock(inertJson(published), path);
  requireWritable(path, '--out');
  writeResult(path, () => `${inertJson(lockJson(lock))}\n`);
  const style = textStyle(io);
  io.stdout.write(lockText(lock, path, style));
  for (const needed of [result.model.path, ...(input === undefined ? [] : [resolve(input)])]) {
    if (existsSync(needed)) continue;
    io.stderr.write(
      `note: ${safeText(needed, style.glyphs)} is not there; tune check will look for it beside the lock\n`,
    );
  }
  return EXIT.ok;
}

/** A check runs back to back, which says nothing of what was measured under a load. */
function requireNoLoad({ load, study_id: id }: PublishedResult): void {
  if (load === undefined || load === null) return;
  throw new TuneError(
    'usage',
    `run ${printable(id, 40)} was measured under ${printable(load.text, 80)}, which tune check cannot repeat yet`,
    { hint: 'Lock a run without --load.' },
  );
}
