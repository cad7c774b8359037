import type { ChartName, DashboardState, View } from './dashboard-state.ts';
import type { Command } from './key-bindings.ts';
import { shownConfiguration } from './shown-configuration.ts';
import { SORT_ORDERS, sortTrials } from './sort-trials.ts';

const CHARTS: readonly ChartName[] = ['map', 'curve', 'pareto'];
const PAGE = 10;

/** Whether what is seen happens now, or is played again: then nothing can be skipped, and to finish is to jump to the end. */
export type Source = 'study' | 'replay';

/** The state after a command. What must happen outside of the screen is `effectOf` the same command. */
export function reduceCommand(
  before: DashboardState,
  command: Command,
  source: Source,
): DashboardState {
  const state = { ...before, notice: null };
  const { view, wishes } = state;
  switch (command) {
    case 'help':
      return withView(state, { overlay: view.overlay === 'help' ? null : 'help' });
    case 'pause': {
      const pause = !wishes.pause;
      return { ...state, wishes: { ...wishes, pause } };
    }
    case 'finish':
      return finish(state, source);
    case 'skip':
      return skip(state, source);
    case 'sort':
      return withView(state, { sort: next(SORT_ORDERS, view.sort) });
    case 'chart':
      return withView(state, { chart: next(CHARTS, view.chart), overlay: null });
    case 'up':
      return move(state, -1);
    case 'down':
      return move(state, 1);
    case 'page-up':
      return move(state, -PAGE);
    case 'page-down':
      return move(state, PAGE);
    case 'open':
      return open(state);
    case 'close':
      return view.overlay === null
        ? withView(state, { selected: null })
        : withView(state, { overlay: null });
    case 'copy':
      return shownConfiguration(state) === null
        ? { ...state, notice: 'nothing was measured yet' }
        : withView(state, { overlay: 'code' });
    case 'export':
      return state;
    case 'quit':
    case 'interrupt':
      return { ...state, wishes: { ...wishes, quit: true }, notice: 'stopping' };
  }
}

function withView(state: DashboardState, changes: Partial<View>): DashboardState {
  return { ...state, view: { ...state.view, ...changes } };
}

function next<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length] as T;
}

function finish(state: DashboardState, source: Source): DashboardState {
  if (state.result !== null) return { ...state, notice: 'it is finished' };
  if (source === 'replay') {
    return { ...state, wishes: { ...state.wishes, pause: false }, notice: 'on to the end' };
  }
  if (state.progress.phase === 'finish') return { ...state, notice: 'the final race is under way' };
  const wishes = { ...state.wishes, finish: true, pause: false };
  return { ...state, wishes, notice: 'the search ends after this round' };
}

function skip(state: DashboardState, source: Source): DashboardState {
  if (source === 'replay') return { ...state, notice: 'a replay skips nothing' };
  if (state.progress.phase !== 'search') {
    return { ...state, notice: 'only challengers in the search can be skipped' };
  }
  const wishes = { ...state.wishes, skip: true };
  return { ...state, wishes, notice: 'they leave after this round' };
}

function move(state: DashboardState, by: number): DashboardState {
  const trials = sorted(state);
  if (trials.length === 0) return state;
  const at = trials.findIndex((t) => t.number === state.view.selected);
  // The first step only shows the cursor, on the first row.
  const from = at === -1 ? (by > 0 ? -1 : 0) : at;
  const index = Math.min(trials.length - 1, Math.max(0, from + by));
  return withView(state, { selected: trials[index]?.number ?? null });
}

function open(state: DashboardState): DashboardState {
  const { overlay, selected } = state.view;
  if (overlay !== null) return withView(state, { overlay: null });
  const shown = selected ?? sorted(state)[0]?.number ?? null;
  return shown === null ? state : withView(state, { overlay: 'trial', selected: shown });
}

function sorted({ trials, view, header }: DashboardState): ReturnType<typeof sortTrials> {
  return sortTrials(trials, view.sort, header?.objective ?? 'throughput');
}
