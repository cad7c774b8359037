import { isPostgresUrl, shownUrl } from '../store/postgres-url.ts';
import type { RawOption, RawOptions } from './options/raw-options.ts';

/** A word of a command line as it may be kept: `--kb postgres://…` without its password. */
export function withoutPassword(word: string): string {
  const at = word.startsWith('--kb=') ? '--kb='.length : 0;
  const value = word.slice(at);
  return isPostgresUrl(value) ? word.slice(0, at) + shownUrl(value) : word;
}

/** Options of a study in the form its header keeps: no passwords. */
export function storedOptions(raw: RawOptions): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...raw].map(([name, { texts }]) => [name, texts.map(withoutPassword)]),
  );
}

/** The options of a stored study, as if they were typed again. */
export function optionsOfStudy(stored: Readonly<Record<string, readonly string[]>>): RawOptions {
  const entries = Object.entries(stored).map(([name, texts]): [string, RawOption] => [
    name,
    { texts, label: `--${name}` },
  ]);
  return new Map(entries);
}
