import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';

/** Throws a `TuneError` (usage) for the first name that the zoo does not know, with what was likely meant. */
export function requireInZoo(
  given: readonly string[],
  known: readonly string[],
  what: 'model' | 'family' = 'model',
): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearestName(unknown, known);
  throw new TuneError('usage', `the zoo has no ${what} ${printable(unknown, 60)}`, {
    hint:
      meant === null
        ? '`tune zoo list` shows what can be built.'
        : `Did you mean ${printable(meant, 60)}? (\`tune zoo list\` shows all.)`,
  });
}
