import { nearestName } from '../../core/nearest-name.ts';
import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** The shell of that name. Throws a `TuneError` (usage) for others. */
export function parseShell(name: string): Shell {
  const shell = SHELLS.find((s) => s === name);
  if (shell !== undefined) return shell;
  const meant = nearestName(name, SHELLS);
  throw new TuneError('usage', `there is no completion for the shell ${printable(name, 40)}`, {
    hint: `${meant === null ? '' : `Did you mean ${meant}? `}Shells: ${SHELLS.join(', ')}.`,
  });
}
