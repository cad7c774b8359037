import { readFileSync } from 'node:fs';
import { nearestName } from '../../core/nearest-name.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { KB_OPTION, type OptionSpec } from './option-table.ts';
import type { RawOption, RawOptions } from './raw-options.ts';

const WITHOUT_QUOTES = 'Write it without quotes.';

/** Looked for in the current folder when no other is named. */
export const CONFIG_FILE = 'tune.config.json';

/**
 * Options from a JSON file: an object with the names of the flags as keys (`maxProbes` or `max-probes`), values as text,
 * numbers, booleans or lists of these. Returns no options where the default file does not exist. Throws a `TuneError`
 * (usage) for a named file that is missing, for what is not JSON, unknown keys and values of the wrong type.
 */
export function readConfigFile(
  path: string | undefined,
  known: readonly OptionSpec[],
  allKnown: readonly OptionSpec[],
): RawOptions {
  const name = path ?? CONFIG_FILE;
  const text = readText(name, path === undefined);
  return text === null ? new Map() : parseConfig(text, name, known, allKnown);
}

function readText(name: string, optional: boolean): string | null {
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    if (optional && (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new TuneError('usage', `Cannot read the config file ${printable(name)}.`, {
      cause: error,
      hint: 'Check the path given with --config.',
    });
  }
}

/** Keys of another command (`known` is this one's, `allKnown` everybody's) are passed over: one file serves all commands. */
export function parseConfig(
  text: string,
  file: string,
  known: readonly OptionSpec[],
  allKnown: readonly OptionSpec[],
): RawOptions {
  let value: unknown;
  try {
    // Editors of Windows put a byte order mark first, which JSON does not know.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new TuneError(
      'usage',
      `${printable(file)} is not JSON: ${printable((error as Error).message)}`,
      {
        cause: error,
        hint: 'JSON has double quotes, no comments and no comma after the last value.',
      },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TuneError('usage', `${printable(file)} must hold one JSON object.`, {
      hint: 'For example {"budget": "2m", "batch": [1, 2, 4]}.',
    });
  }
  const specs = new Map([...allKnown, KB_OPTION].map((spec) => [spec.name, spec]));
  const mine = new Set([...known, KB_OPTION].map((spec) => spec.name));
  const options = new Map<string, RawOption>();
  for (const [key, member] of Object.entries(value)) {
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const spec = specs.get(name);
    if (spec === undefined) throw unknownKey(key, file, [...specs.keys()]);
    const label = `"${printable(key, 40)}" in ${printable(file)}`;
    if (mine.has(name)) options.set(name, { texts: textsOf(member, spec, label), label });
  }
  return options;
}

function unknownKey(key: string, file: string, names: readonly string[]): TuneError {
  const meant = nearestName(key, names);
  return new TuneError('usage', `${printable(file)} has the unknown key "${printable(key, 40)}".`, {
    hint:
      meant === null
        ? `Keys are the names of the flags: ${names.join(', ')}.`
        : `Did you mean "${meant}"?`,
  });
}

function textsOf(value: unknown, spec: OptionSpec, label: string): readonly string[] {
  if (spec.kind === 'switch') {
    if (typeof value === 'boolean') return [String(value)];
    throw new TuneError('usage', `${label} must be true or false.`, { hint: WITHOUT_QUOTES });
  }
  if (spec.kind === 'text') {
    if (typeof value === 'string') return [value];
    throw new TuneError('usage', `${label} must be text.`, {
      hint: `Write "${spec.name}": "${spec.value ?? 'value'}".`,
    });
  }
  if (spec.kind === 'map') return entriesOf(value, spec, label);
  const members = Array.isArray(value) ? value : [value];
  const texts = members.map((member) => scalarText(member, label));
  // A list option is given several times on the command line; a list of values is one text there: 1,2,4.
  return spec.kind === 'list' ? texts : [texts.join(',')];
}

function entriesOf(value: unknown, { name, value: kind }: OptionSpec, label: string): string[] {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isRecord ? Object.entries(value) : [];
  if (isRecord && entries.every(([, text]) => typeof text === 'string')) {
    return entries.map(([key, text]) => `${key}=${text}`);
  }
  throw new TuneError('usage', `${label} must be an object of texts.`, {
    hint: `Write "${name}": {"name": "${kind ?? 'value'}"}.`,
  });
}

function scalarText(value: unknown, label: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TuneError(
    'usage',
    `${label} must be text, a number, true or false, or a list of these.`,
    {
      hint: 'Write values as on the command line, such as "60s" or "1,2,4".',
    },
  );
}
