import type { Estimate } from '../core/estimate.ts';
import type { Configuration } from '../space/configuration.ts';
import type { StudyEvent } from '../study/study-event.ts';

/** What the study is doing: `reference` measures what all else is compared with, `finish` is the final race. */
export type ProgressPhase = 'starting' | 'reference' | 'search' | 'finish' | 'done';

/** Everything a progress display shows. Times are study time: what earlier sittings took is included. */
export interface ProgressState {
  readonly phase: ProgressPhase;
  /** Seconds the study may take in all; null before it began. */
  readonly budgetS: number | null;
  readonly maxProbes: number | null;
  /** Time of the last event, s. */
  readonly elapsedS: number;
  /** When the study is expected to end, in study time, s; null while that is not known. */
  readonly endsAtS: number | null;
  /** Finished trials, those of earlier sittings included. */
  readonly trials: number;
  /** Failed ones among those of this sitting. */
  readonly failed: number;
  /** Fresh-process sessions of the final race begun so far. */
  readonly raceSessions: number;
  readonly incumbent: { readonly configuration: Configuration; readonly relative: Estimate } | null;
}

export const NO_PROGRESS: ProgressState = {
  phase: 'starting',
  budgetS: null,
  maxProbes: null,
  elapsedS: 0,
  endsAtS: null,
  trials: 0,
  failed: 0,
  raceSessions: 0,
  incumbent: null,
};

/** The state after one more event. */
export function nextProgress(state: ProgressState, event: StudyEvent): ProgressState {
  const timed = { ...state, elapsedS: Math.max(state.elapsedS, event.atMs / 1000) };
  switch (event.type) {
    case 'study-started': {
      const { budgetS, maxProbes } = event.header;
      return { ...timed, budgetS, maxProbes, trials: event.resumedTrials };
    }
    case 'heat-started':
      if (event.phase === 'search') return { ...timed, phase: searchPhase(state) };
      return { ...timed, phase: 'finish', raceSessions: state.raceSessions + 1 };
    case 'trial-finished': {
      const failed = state.failed + (event.trial.status === 'failed' ? 1 : 0);
      return { ...timed, failed, trials: state.trials + 1 };
    }
    case 'incumbent-changed': {
      const { configuration, relative } = event;
      return { ...timed, incumbent: { configuration, relative } };
    }
    case 'progress': {
      const { trials, elapsedS, etaS } = event;
      return { ...timed, trials, endsAtS: etaS === null ? null : elapsedS + etaS };
    }
    case 'study-finished':
      return { ...timed, phase: 'done' };
    case 'round-finished':
    case 'steered':
    case 'warning':
      return timed;
  }
}

/** The first heat of a new study measures the reference; a resumed one, or one with trials, has it. */
function searchPhase({ trials }: ProgressState): ProgressPhase {
  return trials === 0 ? 'reference' : 'search';
}
