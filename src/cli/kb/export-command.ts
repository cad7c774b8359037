import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { EXIT } from '../../core/exit-code.ts';
import { formatBytes } from '../../core/format-bytes.ts';
import { printable } from '../../core/printable.ts';
import type { KnowledgeBase } from '../../store/knowledge-base.ts';
import type { Io } from '../io.ts';
import { isOn, type RawOptions, rawText } from '../options/raw-options.ts';
import { requireWritable } from '../result-files.ts';
import { exportedLines } from './knowledge-source.ts';

/** `tune kb export`: the whole knowledge base as lines, the same for the same content. */
export async function exportCommand(
  store: KnowledgeBase,
  options: RawOptions,
  io: Io,
): Promise<number> {
  const path = rawText(options, 'output');
  const lines = exportedLines(store, { full: isOn(options, 'full'), places: false });
  if (path === undefined) {
    for await (const line of lines) await written(io, `${line}\n`);
    return EXIT.ok;
  }
  requireWritable(path, '--output');
  const size = await writeWhole(path, lines);
  io.stderr.write(`Wrote ${printable(path, 200)} (${formatBytes(size)}).\n`);
  return EXIT.ok;
}

/** Waits where the reader is slower, so that not everything piles up in memory. */
async function written({ stdout }: Io, text: string): Promise<void> {
  const stream = stdout as Partial<NodeJS.WritableStream>;
  if (stdout.write(text) === false && stream.once !== undefined) {
    await once(stream as NodeJS.WritableStream, 'drain');
  }
}

/** Writes beside the file and puts it in its place at the end: an export that fails leaves the earlier one. */
async function writeWhole(path: string, lines: AsyncIterable<string>): Promise<number> {
  const draft = `${path}.${process.pid}.tmp`;
  const file = createWriteStream(draft);
  const failed = once(file, 'error').then(([error]) => Promise.reject(error));
  failed.catch(() => {});
  try {
    for await (const line of lines) {
      if (!file.write(`${line}\n`)) await Promise.race([once(file, 'drain'), failed]);
    }
    file.end();
    await Promise.race([once(file, 'finish'), failed]);
    renameSync(draft, path);
    return file.bytesWritten;
  } catch (error) {
    file.destroy();
    rmSync(draft, { force: true });
    throw error;
  }
}
