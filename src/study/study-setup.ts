import type { Clock } from '../core/clock.ts';
import type { SearchPrior } from '../knowledge/search-prior.ts';
import type { StrategyFactory } from '../search/strategy.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { KnowledgeStore } from './knowledge-store.ts';
import type { Prober } from './prober.ts';
import type { StudyControl } from './study-control.ts';
import type { Prediction } from './study-event.ts';
import type { StudyHeader } from './study-header.ts';
import type { Trial } from './trial.ts';

/** What an earlier sitting of the same study left. */
export interface EarlierSitting {
  readonly trials: readonly Trial[];
  /** Time the study took so far, ms. */
  readonly spentMs: number;
  /** Time the study may take in all, ms: what was spent included. */
  readonly budgetMs: number;
}

/** Everything that decides how a study goes, besides the machine. */
export interface StudySetup {
  readonly header: StudyHeader;
  readonly space: SearchSpace;
  readonly strategy: StrategyFactory;
  /** What the strategy knows before the first trial; nothing where absent. */
  readonly prior?: SearchPrior;
  readonly keepRunTimes: boolean;
  /** When the command began, on the study's clock, ms: preparing counts against the budget. Now by default. */
  readonly startedAt?: number;
  /** What is expected of configurations before they are measured, for people to see; the search does not use it. */
  readonly predictions?: readonly Prediction[];
  /** Absent for a new study. */
  readonly earlier?: EarlierSitting;
}

/** The world a study works on. The prober is closed by whoever made it. */
export interface StudyPorts {
  readonly clock: Clock;
  readonly prober: Prober;
  readonly store: KnowledgeStore;
  /** Absent where nobody steers. */
  readonly control?: StudyControl;
}
