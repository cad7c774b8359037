import { nearestName } from '../../core/nearest-name.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { type LengthDistribution, LONGEST_LENGTH } from '../../lengths/length-distribution.ts';

/** Where lengths come from, as the user wrote it: those of a file are still in the file at `path`. */
export type LengthSource =
  | Exclude<LengthDistribution, { kind: 'listed' }>
  /** `column` is the name of one in the file's header line; null where the file is to say. */
  | { readonly kind: 'file'; readonly path: string; readonly column: string | null };

type Kind = LengthSource['kind'];

const EXAMPLE: Readonly<Record<Kind, string>> = {
  fixed: 'fixed:64',
  uniform: 'uniform:16-128',
  zipf: 'zipf:128',
  lognormal: 'lognormal:40,sigma=0.6',
  file: 'file:lengths.csv',
};
const KINDS = Object.keys(EXAMPLE) as Kind[];

/** Exponents and spreads beyond these leave nothing but one length, or every length alike. */
const EXPONENTS = { lowest: 0, highest: 10 };
const SIGMAS = { lowest: 0.01, highest: 4 };
/** Where a log-normal distribution is cut unless `max` says otherwise, in spreads above the median. */
const TAIL_SIGMAS = 3;

/**
 * Reads a distribution of lengths: `fixed:64`, `uniform:16-128`, `zipf:128` or `zipf:8-512,s=1.2` (P ~ length^-s, s = 1),
 * `lognormal:40,sigma=0.6,max=512` (around its median), or `file:PATH,column=NAME`. Text of no such kind is the path of a
 * file. Lengths are whole numbers from 1 to 1000000. Throws a `TuneError` (usage) that says how to write it.
 */
export function parseLengths(text: string, label: string): LengthSource {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const kind = KINDS.find((k) => k === trimmed.slice(0, Math.max(0, colon)));
  if (kind === undefined) return plainFile(trimmed, label);
  const rest = trimmed.slice(colon + 1);
  if (kind === 'file') return fileSource(rest, label);
  const [main = '', ...settings] = rest.split(',').map((part) => part.trim());
  const given = settingsOf(settings, kind, label);
  switch (kind) {
    case 'fixed':
      return { kind, length: lengthOf(main, kind, label) };
    case 'uniform':
      return { kind, ...rangeOf(main, kind, label) };
    case 'zipf': {
      const { lowest, highest } = EXPONENTS;
      const exponent = within(given.get('s') ?? '1', lowest, highest, kind, label);
      return { kind, ...rangeOf(main, kind, label), exponent };
    }
    case 'lognormal': {
      const median = lengthOf(main, kind, label);
      const sigma = within(given.get('sigma') ?? '0.5', SIGMAS.lowest, SIGMAS.highest, kind, label);
      const tail = Math.min(LONGEST_LENGTH, Math.ceil(median * Math.exp(TAIL_SIGMAS * sigma)));
      const high = lengthOf(given.get('max') ?? String(tail), kind, label);
      if (high < median) throw unreadable(text, kind, label);
      return { kind, median, sigma, low: 1, high };
    }
  }
}

/** Settings that each kind takes after a comma. */
const SETTINGS: Readonly<Record<Kind, readonly string[]>> = {
  fixed: [],
  uniform: [],
  zipf: ['s'],
  lognormal: ['sigma', 'max'],
  file: ['column'],
};

function settingsOf(
  settings: readonly string[],
  kind: Kind,
  label: string,
): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const setting of settings) {
    const [name = '', value = '', ...more] = setting.split('=').map((part) => part.trim());
    const isKnown = SETTINGS[kind].includes(name) && !given.has(name);
    if (!isKnown || value === '' || more.length > 0) throw unreadable(setting, kind, label);
    given.set(name, value);
  }
  return given;
}

/** `16-128`, or the longest alone. */
function rangeOf(
  text: string,
  kind: Kind,
  label: string,
): { readonly low: number; readonly high: number } {
  const [first = '', second, ...more] = text.split('-').map((part) => part.trim());
  const low = second === undefined ? 1 : lengthOf(first, kind, label);
  const high = lengthOf(second ?? first, kind, label);
  if (more.length > 0 || low > high) throw unreadable(text, kind, label);
  return { low, high };
}

function lengthOf(text: string, kind: Kind, label: string): number {
  const length = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (length >= 1 && length <= LONGEST_LENGTH) return length;
  throw unreadable(text, kind, label);
}

function within(text: string, lowest: number, highest: number, kind: Kind, label: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= lowest && value <= highest) return value;
  throw unreadable(text, kind, label);
}

/** A comma belongs to the path unless a column follows it. */
function fileSource(text: string, label: string): LengthSource {
  const match = /^(.*?)(?:,\s*column=(.+))?$/s.exec(text);
  const path = match?.[1]?.trim() ?? '';
  if (path === '') throw unreadable(text, 'file', label);
  return { kind: 'file', path, column: match?.[2]?.trim() ?? null };
}

/** A path has a dot or a slash in it; anything else was meant for a distribution. */
function plainFile(text: string, label: string): LengthSource {
  if (/[./\\]/.test(text)) return fileSource(text, label);
  const meant = nearestName(/^[a-z]*/i.exec(text)?.[0] ?? '', KINDS);
  throw new TuneError('usage', `${label} does not know "${printable(text, 40)}".`, {
    hint: `${meant === null ? '' : `Did you mean ${EXAMPLE[meant as Kind]}? `}Write one of: ${Object.values(EXAMPLE).join(', ')}.`,
  });
}

function unreadable(text: string, kind: Kind, label: string): TuneError {
  return new TuneError('usage', `${label} cannot be read at "${printable(text, 40)}".`, {
    hint: `Write it like ${EXAMPLE[kind]}; lengths are whole numbers from 1 to ${LONGEST_LENGTH}.`,
  });
}
