import type { Estimate } from '../core/estimate.ts';
import type { Insight, Suggestion } from '../search/strategy.ts';
import type { Configuration } from '../space/configuration.ts';
import type { StudyHeader } from './study-header.ts';
import type { StudyResult } from './study-result.ts';
import type { Trial } from './trial.ts';

/** The expected speed of a configuration relative to the reference (1 = the same). */
export interface Prediction {
  readonly configuration: Configuration;
  readonly relative: Estimate;
}

/** Everything that happens in a study, in order. Screen, log, store and tests are consumers of this one stream. */
export type StudyEvent = { readonly atMs: number } & (
  | {
      readonly type: 'study-started';
      readonly header: StudyHeader;
      readonly resumedTrials: number;
      /** Where the search starts from; absent where the strategy has no model. */
      readonly start?: Insight;
    }
  | {
      readonly type: 'heat-started';
      readonly heat: number;
      readonly phase: 'search' | 'finish';
      readonly suggestions: readonly Suggestion[];
      /** What is expected of configurations that were not measured; only with the first heat, and absent where nothing is. */
      readonly predictions?: readonly Prediction[];
    }
  | {
      readonly type: 'round-finished';
      readonly heat: number;
      readonly round: number;
      /** Speed relative to the reference (1 = the same) of each member still racing, with its interval so far. */
      readonly standings: readonly {
        readonly configuration: Configuration;
        readonly relative: Estimate;
      }[];
    }
  | { readonly type: 'trial-finished'; readonly trial: Trial }
  | {
      readonly type: 'incumbent-changed';
      readonly configuration: Configuration;
      readonly relative: Estimate;
    }
  | {
      readonly type: 'progress';
      readonly trials: number;
      readonly elapsedS: number;
      readonly etaS: number | null;
    }
  /** A person steered the study. Its time stands still from `paused` to `continued`. */
  | {
      readonly type: 'steered';
      readonly action: 'paused' | 'continued' | 'skipped' | 'finishing';
    }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'study-finished'; readonly result: StudyResult }
);
