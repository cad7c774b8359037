import { printable } from './printable.ts';
import { TuneError } from './tune-error.ts';

const NUMBER = '(\\d+(?:\\.\\d+)?|\\.\\d+)';
const PATTERN = new RegExp(
  `^(?:${NUMBER}h)?(?:${NUMBER}m(?:in)?)?(?:${NUMBER}s)?(?:${NUMBER}ms)?$`,
);
const MS = [3_600_000, 60_000, 1000, 1];

/** Longest duration accepted: a slip of the finger is likelier than a month of measuring. */
const LONGEST_MS = 31 * 24 * 3_600_000;

/**
 * A duration such as `60s`, `2m`, `1h`, `500ms` or `1m30s`, in ms: above 0, at most 31 days.
 * `label` names the flag or key it came from. Throws a `TuneError` (usage).
 */
export function parseDuration(text: string, label = 'a duration'): number {
  // Spaces may stand beside a unit, not inside a number.
  const compact = text
    .slice(0, 100)
    .trim()
    .replace(/\s+(?=[hms])|(?<=[hmsn])\s+/g, '');
  const parts = PATTERN.exec(compact)?.slice(1);
  const ms = parts?.reduce((sum, part, i) => sum + Number(part ?? 0) * (MS[i] ?? 0), 0) ?? 0;
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw new TuneError('usage', `${label} does not take "${printable(text, 40)}".`, {
    hint: hintFor(text.trim()),
  });
}

function hintFor(text: string): string {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) {
    return `Write the unit: ${text}s for seconds, ${text}m for minutes.`;
  }
  return 'Write a duration such as 500ms, 60s, 2m, 1m30s or 1h (up to 31 days).';
}
