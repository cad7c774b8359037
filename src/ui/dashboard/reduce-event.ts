import { rankedTrials, relativeOf } from '../../study/incumbent.ts';
import type { StudyEvent } from '../../study/study-event.ts';
import { ratioOf } from '../../study/trial.ts';
import { nextProgress } from '../progress-state.ts';
import type { DashboardState } from './dashboard-state.ts';

/** The state after one more event of the study. */
export function reduceEvent(before: DashboardState, event: StudyEvent): DashboardState {
  const state = { ...before, progress: nextProgress(before.progress, event) };
  switch (event.type) {
    case 'study-started':
      return started(state, event);
    case 'heat-started': {
      const { heat: number, phase, suggestions: members } = event;
      const heat = { number, phase, members, round: 0, standings: [] };
      const predictions = event.predictions ?? state.predictions;
      // What came of a key is old news by now.
      const wishes = { ...state.wishes, skip: false };
      return { ...state, heat, predictions, wishes, notice: null };
    }
    case 'round-finished': {
      const { round, standings } = event;
      return { ...state, heat: state.heat && { ...state.heat, round, standings } };
    }
    case 'trial-finished':
      return { ...state, trials: [...state.trials, event.trial] };
    case 'incumbent-changed': {
      const point = { atS: event.atMs / 1000, relative: event.relative.value };
      return { ...state, curve: [...state.curve, point] };
    }
    case 'steered':
      return steered(state, event.action);
    case 'warning':
      return { ...state, warnings: [...state.warnings, event.message] };
    case 'study-finished':
      return { ...state, heat: null, isPaused: false, result: event.result, notice: null };
    case 'progress':
      return state;
  }
}

type EventOf<T extends StudyEvent['type']> = Extract<StudyEvent, { readonly type: T }>;

function started(
  before: DashboardState,
  { header, atMs, start }: EventOf<'study-started'>,
): DashboardState {
  const state = { ...before, start: start ?? null };
  const best = rankedTrials(state.trials, header.objective)[0];
  const warnings = [...state.warnings, ...header.host.disturbances];
  if (best === undefined) return { ...state, header, warnings };
  // A study that goes on: its best so far is known from the start.
  const relative = relativeOf(ratioOf(best.measurement.logRatio, header.objective));
  const progress = {
    ...state.progress,
    incumbent: { configuration: best.configuration, relative },
  };
  const curve = [{ atS: atMs / 1000, relative: relative.value }];
  return { ...state, header, warnings, progress, curve };
}

function steered(state: DashboardState, action: EventOf<'steered'>['action']): DashboardState {
  switch (action) {
    case 'paused':
      return { ...state, isPaused: true };
    case 'continued':
      return { ...state, isPaused: false, wishes: { ...state.wishes, pause: false } };
    case 'skipped':
      return { ...state, wishes: { ...state.wishes, skip: false } };
    case 'finishing':
      return { ...state, wishes: { ...state.wishes, finish: true } };
  }
}
