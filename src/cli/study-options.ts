import type { RawOption, RawOptions } from './options/raw-options.ts';

/** Options of a study in the form its header keeps. */
export function storedOptions(raw: RawOptions): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...raw].map(([name, { texts }]) => [name, texts]));
}

/** The options of a stored study, as if they were typed again. */
export function optionsOfStudy(stored: Readonly<Record<string, readonly string[]>>): RawOptions {
  const entries = Object.entries(stored).map(([name, texts]): [string, RawOption] => [
    name,
    { texts, label: `--${name}` },
  ]);
  return new Map(entries);
}
