import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';

/** Slower than this nobody waits for, faster nobody sees. */
const RANGE = { lowest: 0.01, highest: 100_000 };

/** How many times faster to play: `10x`, `0.5x`, `3`; `max` is Infinity. Throws a `TuneError` (usage). */
export function parseSpeed(text: string, label: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = /^\d{1,6}(\.\d{1,3})?x?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (speed >= RANGE.lowest && speed <= RANGE.highest) return speed;
  throw new TuneError('usage', `${label} does not take "${printable(text, 40)}".`, {
    hint: 'Use a factor such as 1x, 10x or 100x, or max.',
  });
}
