import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync, zipSync } from 'fflate';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { type ArchiveFile, tarArchive } from './tar-archive.ts';

/** Larger logs make no bug report. */
const MAX_EVENT_BYTES = 64 * 2 ** 20;

/** Writes the files as an archive of the kind that the path's ending says. Throws a `TuneError` (usage). */
export function writeBundle(path: string, files: readonly ArchiveFile[], nowMs: number): void {
  const kind = /\.zip$/i.test(path) ? 'zip' : /\.(tar\.gz|tgz)$/i.test(path) ? 'tar' : null;
  if (kind === null) {
    throw new TuneError('usage', `--bundle writes .zip or .tar.gz, not ${printable(path, 200)}`, {
      hint: 'For example: tune doctor --bundle report.zip',
    });
  }
  const entries = files.map(({ name, text }): [string, Uint8Array] => [
    `onnx-tune/${name}`,
    new TextEncoder().encode(text),
  ]);
  const inFolder = files.map(({ name, text }) => ({ name: `onnx-tune/${name}`, text }));
  // Zip files know no time before 1980; a clock that was never set is no reason to fail.
  const mtime = Math.max(nowMs, Date.UTC(1980, 0, 2));
  const bytes =
    kind === 'zip'
      ? zipSync(Object.fromEntries(entries), { mtime })
      : gzipSync(tarArchive(inFolder, mtime / 1000), { mtime });
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw new TuneError(
      'usage',
      `--bundle cannot write ${printable(path, 200)}: ${(error as Error).message}`,
      { cause: error, hint: 'The folder must exist and be writable.' },
    );
  }
}

/** The text of an event log. Throws a `TuneError` (usage) where it cannot be read or is no such log. */
export function readEventLog(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new TuneError(
      'usage',
      `--events cannot read ${printable(path, 200)}: ${(error as Error).message}`,
      { cause: error, hint: 'Name a file that `tune model.onnx --events run.ndjson` wrote.' },
    );
  }
  if (text.length <= MAX_EVENT_BYTES && /^\{"/.test(text)) return text;
  throw new TuneError('usage', `${printable(path, 200)} is no event log, or far too long`, {
    hint: 'Name a file that `tune model.onnx --events run.ndjson` wrote.',
  });
}
