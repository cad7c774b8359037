import type { SearchPrior } from '../knowledge/search-prior.ts';
import type { StrategyFactory } from '../search/strategy.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { StoredStudy } from './knowledge-store.ts';
import { runStudy } from './run-study.ts';
import type { Prediction, StudyEvent } from './study-event.ts';
import type { StudyResult } from './study-result.ts';
import type { StudyPorts } from './study-setup.ts';

/** What a resumed study needs besides what was stored. */
export interface ResumeOptions {
  readonly space: SearchSpace;
  readonly strategy: StrategyFactory;
  /**
   * See `StudySetup`. Made anew rather than stored: it may have grown meanwhile, and a search that goes on is better
   * off with what is known now. Trials of the study itself are told to the strategy in any case.
   */
  readonly prior?: SearchPrior;
  /** See `StudySetup`. */
  readonly predictions?: readonly Prediction[];
  readonly keepRunTimes: boolean;
  /** See `StudySetup`. */
  readonly startedAt?: number;
  /** Further time in seconds; without it the study goes on with what is left of its first budget. */
  readonly budgetS?: number;
}

/** Time a stored study took so far, ms: to its last finished trial, or to its end where it came to one. */
export function spentMs(stored: StoredStudy): number {
  const lastTrial = Math.max(0, ...stored.trials.map((t) => t.finishedAtMs));
  return Math.max(lastTrial, 1000 * (stored.result?.elapsedS ?? 0));
}

/**
 * Continues a stored study where it was: finished trials are told to the strategy and never proposed again, numbers go
 * on, and only the time left is spent. `space` and `strategy` must be those of its header. See `runStudy`.
 */
export function resumeStudy(
  stored: StoredStudy,
  options: ResumeOptions,
  ports: StudyPorts,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent, StudyResult> {
  const { budgetS, ...rest } = options;
  const spent = spentMs(stored);
  const budgetMs = budgetS === undefined ? stored.header.budgetS * 1000 : spent + budgetS * 1000;
  const earlier = { trials: stored.trials, spentMs: spent, budgetMs };
  return runStudy({ ...rest, header: stored.header, earlier }, ports, signal);
}
