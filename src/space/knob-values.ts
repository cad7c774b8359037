import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import type { Configuration } from './configuration.ts';
import type { KnobName } from './space-request.ts';

/** How the values of a knob are written. */
type Notation =
  | { readonly kind: 'count'; readonly lowest: number; readonly highest: number }
  /** Decimal numbers from 0. */
  | { readonly kind: 'number'; readonly highest: number }
  | { readonly kind: 'word'; readonly words: ReadonlyMap<string, string | boolean> };

const SWITCH = new Map<string, boolean>([
  ['true', true],
  ['false', false],
  ['on', true],
  ['off', false],
]);

const words = (...names: string[]): Map<string, string> => new Map(names.map((n) => [n, n]));

/** Bounds are far above any machine and only keep slips out. Values appear in results in the order of the words here. */
const NOTATION: Readonly<Record<Exclude<KnobName, 'provider'>, Notation>> = {
  batchSize: { kind: 'count', lowest: 1, highest: 65_536 },
  instances: { kind: 'count', lowest: 1, highest: 1024 },
  intraOpThreads: { kind: 'count', lowest: 0, highest: 1024 },
  interOpThreads: { kind: 'count', lowest: 0, highest: 1024 },
  executionMode: { kind: 'word', words: words('sequential', 'parallel') },
  graphOptimization: { kind: 'word', words: words('disabled', 'basic', 'extended', 'all') },
  spinning: { kind: 'word', words: SWITCH },
  memoryArena: { kind: 'word', words: SWITCH },
  maxQueueDelayMs: { kind: 'number', highest: 60_000 },
};

/**
 * The values in a user's text, without repeats, in their natural order: `1,2,4`, `1-8`, `default,1-4` (threads),
 * `true,false`, `all,basic`. `label` is the flag or key the text came from. `providers` are the known ones.
 * Throws a `TuneError` (usage) that names the part it cannot read and what was likely meant.
 */
export function parseKnobValues<K extends KnobName>(
  knob: K,
  text: string,
  label: string,
  providers: readonly string[] = ['cpu'],
): readonly Configuration[K][] {
  const notation: Notation =
    knob === 'provider'
      ? { kind: 'word', words: words(...providers) }
      : NOTATION[knob as Exclude<KnobName, 'provider'>];
  const parts = text.split(',').map((part) => part.trim());
  return parseParts(parts, notation, label) as readonly Configuration[K][];
}

function parseParts(
  parts: readonly string[],
  notation: Notation,
  label: string,
): readonly unknown[] {
  switch (notation.kind) {
    case 'count':
      return parseCounts(parts, notation.lowest, notation.highest, label);
    case 'number':
      return parseNumbers(parts, notation.highest, label);
    case 'word':
      return parseWords(parts, notation.words, label);
  }
}

function parseNumbers(parts: readonly string[], highest: number, label: string): number[] {
  const numbers = parts.map((part) => {
    const value = /^\d{1,9}(?:\.\d{1,6})?$/.test(part) ? Number(part) : Number.NaN;
    if (value <= highest) return value;
    throw unreadable(part, label, `Use numbers from 0 to ${highest}, such as 0,0.5,5.`);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function parseCounts(
  parts: readonly string[],
  lowest: number,
  highest: number,
  label: string,
): number[] {
  const counts = new Set<number>();
  for (const part of parts) {
    const [first, last] = countRange(part, lowest === 0);
    if (!(first >= lowest && first <= last && last <= highest)) {
      throw unreadable(part, label, countHint(lowest, highest));
    }
    for (let count = first; count <= last; count++) counts.add(count);
  }
  return [...counts].sort((a, b) => a - b);
}

/** First and last of `4`, `1-8` or `default`; NaN for anything else. */
function countRange(part: string, hasDefault: boolean): [number, number] {
  if (hasDefault && part === 'default') return [0, 0];
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
  return match === null
    ? [Number.NaN, Number.NaN]
    : [Number(match[1]), Number(match[2] ?? match[1])];
}

function countHint(lowest: number, highest: number): string {
  const numbers = `whole numbers from ${Math.max(1, lowest)} to ${highest}, such as 1,2,4 or 1-8`;
  return lowest === 0
    ? `Use ${numbers}, or default for what the runtime chooses.`
    : `Use ${numbers}.`;
}

function parseWords(
  parts: readonly string[],
  known: ReadonlyMap<string, string | boolean>,
  label: string,
): (string | boolean)[] {
  const names = [...known.keys()];
  const chosen = parts.map((part) => {
    const value = known.get(part);
    if (value !== undefined) return value;
    const meant = nearestName(part, names);
    const choices = `Use one or more of: ${names.join(', ')}.`;
    throw unreadable(part, label, meant === null ? choices : `Did you mean ${meant}? ${choices}`);
  });
  return [...new Set(known.values())].filter((value) => chosen.includes(value));
}

function unreadable(part: string, label: string, hint: string): TuneError {
  const found = part === '' ? 'an empty value' : `"${printable(part, 40)}"`;
  return new TuneError('usage', `${label} does not take ${found}.`, { hint });
}
