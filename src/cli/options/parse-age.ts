import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';

const DAYS: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7, y: 365 };
const DAY_MS = 24 * 3_600_000;
/** A hundred years: everything. */
const OLDEST_DAYS = 36_500;

/** An age such as `90d`, `12w`, `36h` or `1y`, in ms. `label` names the flag. Throws a `TuneError` (usage). */
export function parseAge(text: string, label: string): number {
  const [, number = '', unit = ''] =
    /^\s*(\d+(?:\.\d+)?)\s*([hdwy])\s*$/.exec(text.slice(0, 40)) ?? [];
  const days = Number(number) * (DAYS[unit] ?? 0);
  if (days > 0 && days <= OLDEST_DAYS) return days * DAY_MS;
  throw new TuneError('usage', `${label} does not take "${printable(text, 40)}".`, {
    hint: 'Write an age such as 90d, 12w, 36h or 1y.',
  });
}
