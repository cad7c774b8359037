import type { Estimate } from '../../core/estimate.ts';
import type { Configuration } from '../../space/configuration.ts';
import type { Prediction, StudyEvent } from '../../study/study-event.ts';
import type { StudyHeader } from '../../study/study-header.ts';
import type { SearchStart, StudyResult } from '../../study/study-result.ts';
import type { Trial } from '../../study/trial.ts';
import { NO_PROGRESS, type ProgressState } from '../progress-state.ts';

/** A configuration chosen to be measured, and why. */
export type Member = Extract<StudyEvent, { readonly type: 'heat-started' }>['suggestions'][number];

/** What is being measured. */
export interface RunningHeat {
  readonly number: number;
  readonly phase: 'search' | 'finish';
  readonly members: readonly Member[];
  readonly round: number;
  /** How the members still racing stand; empty before the first round. */
  readonly standings: readonly {
    readonly configuration: Configuration;
    readonly relative: Estimate;
  }[];
}

/** A plot or map that small screens show one at a time. */
export type ChartName = 'map' | 'curve' | 'pareto';

/** What covers the panels; `trial` shows the selected trial. */
export type Overlay = 'help' | 'trial' | 'code';

export type SortOrder = 'newest' | 'best' | 'latency' | 'memory';

/** Where the person is on the screen. */
export interface View {
  readonly chart: ChartName;
  readonly overlay: Overlay | null;
  readonly sort: SortOrder;
  /** Number of the trial under the cursor; null: whatever comes first. */
  readonly selected: number | null;
}

/** Everything the dashboard shows: the events so far, and what was asked for by keys. */
export interface DashboardState {
  readonly header: StudyHeader | null;
  /** Where the search started from; null where its strategy has no model. */
  readonly start: SearchStart['began'] | null;
  readonly progress: ProgressState;
  readonly trials: readonly Trial[];
  /** The best so far whenever it changed: study time in s, and objective relative to the reference. */
  readonly curve: readonly { readonly atS: number; readonly relative: number }[];
  readonly heat: RunningHeat | null;
  /** What the search's model expected when it last chose; empty where it has none. */
  readonly predictions: readonly Prediction[];
  readonly warnings: readonly string[];
  readonly result: StudyResult | null;
  readonly isPaused: boolean;
  /** Wishes that the study has not answered yet. */
  readonly wishes: {
    readonly pause: boolean;
    readonly finish: boolean;
    readonly skip: boolean;
    readonly quit: boolean;
  };
  readonly view: View;
  /** What came of the last key, for people. */
  readonly notice: string | null;
}

/** The state before the first event; `earlier` are the trials of earlier sittings. */
export function initialState(earlier: readonly Trial[] = []): DashboardState {
  return {
    header: null,
    start: null,
    progress: NO_PROGRESS,
    trials: earlier,
    curve: [],
    heat: null,
    predictions: [],
    warnings: [],
    result: null,
    isPaused: false,
    wishes: { pause: false, finish: false, skip: false, quit: false },
    view: { chart: 'map', overlay: null, sort: 'newest', selected: null },
    notice: null,
  };
}
