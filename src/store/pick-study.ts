import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';

/**
 * The id that `idOrPrefix` names: itself, or the only one that begins with it; null where there is none.
 * Throws a `TuneError` where several begin with it.
 */
export function pickStudy(ids: readonly string[], idOrPrefix: string): string | null {
  if (ids.includes(idOrPrefix)) return idOrPrefix;
  if (idOrPrefix === '') return null;
  const [first, ...others] = ids.filter((id) => id.startsWith(idOrPrefix));
  if (first === undefined || others.length === 0) return first ?? null;
  const named = [first, ...others].slice(0, 5).map((id) => printable(id));
  throw new TuneError(
    'usage',
    `${others.length + 1} runs begin with "${printable(idOrPrefix)}": ${named.join(', ')}${others.length > 4 ? ', …' : ''}`,
    { hint: 'Give more of the run id.' },
  );
}
