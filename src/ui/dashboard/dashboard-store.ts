import type { Clock } from '../../core/clock.ts';
import type { StudyEvent } from '../../study/study-event.ts';
import type { Trial } from '../../study/trial.ts';
import { type DashboardState, initialState } from './dashboard-state.ts';
import { type Effect, effectOf } from './effect-of.ts';
import { commandOf } from './key-bindings.ts';
import { reduceCommand, type Source } from './reduce-command.ts';
import { reduceEvent } from './reduce-event.ts';

/** The one place where the dashboard's state changes: by events of the study and by keys. */
export interface DashboardStore {
  state(): DashboardState;
  /** Study time now, s: that of the last event and what passed since. */
  nowS(): number;
  event(event: StudyEvent): void;
  /** The effect of the key, which is the caller's to bring about; null where it changes only the screen. */
  key(key: string): Effect | null;
  notify(notice: string): void;
}

export interface StoreOptions {
  readonly clock: Clock;
  readonly source: Source;
  /** Trials of earlier sittings. */
  readonly earlier: readonly Trial[];
  /** Study seconds that pass in a second: more than 1 in a fast replay. */
  readonly rate: number;
}

export function createDashboardStore(options: StoreOptions): DashboardStore {
  const { clock, source, rate } = options;
  let state = initialState(options.earlier);
  let heardAt = clock.now();
  return {
    state: () => state,
    nowS: () => {
      const { elapsedS } = state.progress;
      const stands = state.isPaused || state.result !== null || state.header === null;
      return stands ? elapsedS : elapsedS + (rate * (clock.now() - heardAt)) / 1000;
    },
    event: (event) => {
      state = reduceEvent(state, event);
      heardAt = clock.now();
    },
    key: (key) => {
      const command = commandOf(key);
      if (command === null) return null;
      const effect = effectOf(state, command, source);
      state = reduceCommand(state, command, source);
      return effect;
    },
    notify: (notice) => {
      state = { ...state, notice };
    },
  };
}
