import type { Configuration } from '../../space/configuration.ts';
import type { DashboardState } from './dashboard-state.ts';
import type { Command } from './key-bindings.ts';
import type { Source } from './reduce-command.ts';
import { shownConfiguration } from './shown-configuration.ts';

/** What a command asks of the world outside the screen. */
export type Effect =
  | { readonly type: 'pause' | 'resume' | 'finish' | 'skip' | 'export' | 'quit' }
  | { readonly type: 'copy'; readonly configuration: Configuration };

/** The effect of a command in the state before it; null where it only changes the screen. */
export function effectOf(state: DashboardState, command: Command, source: Source): Effect | null {
  switch (command) {
    case 'pause':
      return { type: state.wishes.pause ? 'resume' : 'pause' };
    case 'finish':
      if (state.result !== null) return null;
      return source === 'study' && state.progress.phase === 'finish' ? null : { type: 'finish' };
    case 'skip':
      return source === 'study' && state.progress.phase === 'search' ? { type: 'skip' } : null;
    case 'copy': {
      const configuration = shownConfiguration(state);
      return configuration && { type: 'copy', configuration };
    }
    case 'export':
      return { type: 'export' };
    case 'quit':
      return state.wishes.quit ? null : { type: 'quit' };
    case 'interrupt':
      // Asked again: the second one ends the process at once.
      return { type: 'quit' };
    default:
      return null;
  }
}
