import { nearestName } from '../../core/nearest-name.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import {
  ASSERTION_NAMES,
  type AssertionName,
  DEFAULT_LEVELS,
  LEVELS,
  type Level,
  type Levels,
} from '../../gate/assertion.ts';

/** The level of every assertion from `name=level` texts, the default where none is given. Throws a `TuneError` (usage). */
export function parseLevels(texts: readonly string[], label: string): Levels {
  const levels: Record<AssertionName, Level> = { ...DEFAULT_LEVELS };
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    const name = text.slice(0, at);
    levels[known(name, ASSERTION_NAMES, `${label} knows no assertion`)] = known(
      text.slice(at + 1),
      LEVELS,
      `${label} gives ${printable(name, 40)} no level`,
    );
  }
  return levels;
}

function known<T extends string>(text: string, names: readonly T[], complaint: string): T {
  const name = names.find((n) => n === text);
  if (name !== undefined) return name;
  const meant = nearestName(text, names);
  throw new TuneError('usage', `${complaint} "${printable(text, 40)}".`, {
    hint: `${meant === null ? '' : `Did you mean ${meant}? `}Use one of: ${names.join(', ')}.`,
  });
}
