import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';

/** A file that grows while something is measured. */
export interface EventFile {
  write(text: string): void;
  close(): void;
}

/** Opens and empties a file; null for no path. Throws a `TuneError` (usage) where it cannot be written. */
export function openEventFile(path: string | null, flag: string): EventFile | null {
  if (path === null) return null;
  const descriptor = open(path, flag, 'w');
  return { write: (text) => void writeSync(descriptor, text), close: () => closeSync(descriptor) };
}

/**
 * Fails before anything is measured where a result could not be written after. What the file holds stays until then.
 * Throws a `TuneError` (usage).
 */
export function requireWritable(path: string | null, flag: string): void {
  if (path !== null) closeSync(open(path, flag, 'a'));
}

/** Writes a result as a whole; nothing for no path. */
export function writeResult(path: string | null, text: () => string): void {
  if (path !== null) writeFileSync(path, text());
}

/**
 * Writes a file into the current folder under a name nobody has yet: `stem.json`, `stem-2.json` and so on. Returns the
 * name; throws what the file system throws.
 */
export function writeNewFile(stem: string, ending: string, text: string): string {
  for (let count = 1; ; count++) {
    const name = `${stem}${count === 1 ? '' : `-${count}`}${ending}`;
    try {
      writeFileSync(name, text, { flag: 'wx' });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function open(path: string, flag: string, mode: 'w' | 'a'): number {
  try {
    return openSync(path, mode);
  } catch (error) {
    throw new TuneError(
      'usage',
      `${flag} cannot write ${printable(path, 200)}: ${(error as Error).message}`,
      {
        cause: error,
        hint: 'The folder must exist and be writable.',
      },
    );
  }
}
