import { readFileSync, statSync } from 'node:fs';
import { formatBytes } from '../core/format-bytes.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { parseResult } from '../report/published/parse-result.ts';
import type { PublishedResult } from '../report/published/published-result.ts';

/** Far beyond any study, also with the time of every run; a string of Node.js holds half a gigabyte. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Reads a result back that `tune MODEL --out run.json` (or `--json > run.json`) wrote, checked against the published
 * schema. Throws a `TuneError` (usage) where the file cannot be read or is no such result.
 */
export function readResultFile(path: string): PublishedResult {
  return parseResult(readText(path), path);
}

/** The text of a file of results. Throws a `TuneError` (usage). */
export function readText(path: string): string {
  const name = printable(path, 200);
  let bytes: number;
  try {
    const file = statSync(path);
    if (file.isDirectory()) {
      throw new TuneError('usage', `${name} is a folder, not a result file`, {
        hint: 'Name the file that `tune model.onnx --out run.json` wrote.',
      });
    }
    bytes = file.size;
    if (bytes <= MAX_BYTES) return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof TuneError) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new TuneError(
      'usage',
      isMissing ? `there is no file ${name}` : `cannot read ${name}: ${(error as Error).message}`,
      {
        cause: error,
        hint: 'Name a file that `tune model.onnx --out run.json` wrote.',
      },
    );
  }
  throw new TuneError(
    'usage',
    `${name} has ${formatBytes(bytes)}, more than the ${formatBytes(MAX_BYTES)} of any result`,
    { hint: 'Name a file that `tune model.onnx --out run.json` wrote.' },
  );
}
