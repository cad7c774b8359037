import { printable } from './printable.ts';
import { TuneError } from './tune-error.ts';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
  ['tib', 2 ** 40],
]);

/**
 * An amount of memory such as `2GiB`, `500MB` or `1024`, in whole bytes: powers of 1024 with an `i`, of 1000 without,
 * upper or lower case. `label` names the flag or key it came from. Throws a `TuneError` (usage).
 */
export function parseBytes(text: string, label = 'an amount of memory'): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]{0,3})$/i.exec(text.trim());
  const factor = UNITS.get(match?.[2]?.toLowerCase() ?? '?');
  const bytes = Math.round(Number(match?.[1]) * (factor ?? Number.NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new TuneError('usage', `${label} does not take "${printable(text, 40)}".`, {
    hint: hintFor(match?.[1], match?.[2]),
  });
}

function hintFor(number: string | undefined, unit: string | undefined): string {
  const letter = unit?.toUpperCase() ?? '';
  return number !== undefined && /^[KMGT]$/.test(letter)
    ? `Write ${number}${letter}iB (powers of 1024) or ${number}${letter === 'K' ? 'k' : letter}B (powers of 1000).`
    : 'Write an amount above 0 such as 2GiB, 500MB or 1073741824.';
}
