import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { ServingLock } from '../gate/serving-lock.ts';
import { parseLock } from '../report/lock/parse-lock.ts';

/** Written and looked for in the current folder when no other is named. */
export const LOCK_FILE = 'tune.lock.json';

/** Reads a lock file. Throws a `TuneError` (usage) where it is missing or no lock. */
export function readLockFile(path: string): ServingLock {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new TuneError('usage', `cannot read the lock file ${printable(path, 200)}`, {
      cause: error,
      hint: 'Make one: tune model.onnx --out run.json && tune lock run.json',
    });
  }
  return parseLock(text, path);
}

/** A path as seen from a folder, with forward slashes on every platform; absolute where there is no relative one. */
export function portablePath(from: string, path: string): string {
  return relative(from, path).split(sep).join('/');
}
