import type { Clock } from '../core/clock.ts';
import type { Prober } from '../study/prober.ts';
import type { StudyEvent } from '../study/study-event.ts';
import type { StudyResult } from '../study/study-result.ts';
import type { Contest } from './contest.ts';
import type { Contestant } from './contestant.ts';

/** Everything that decides how a contest goes, besides the machine. */
export interface ContestSetup {
  readonly contest: Omit<Contest, 'entries'>;
  readonly contestants: readonly Contestant[];
  readonly usableCores: number;
  /** What the processes of one heat may take together. */
  readonly memoryLimitBytes: number;
  readonly budgetS: number;
  /** When the command began, on the clock of the ports, ms: preparing counts against the budget. */
  readonly startedAt: number;
}

/** One variant to be tuned by a study of its own. */
export interface TuneRequest {
  readonly contestant: Contestant;
  readonly budgetMs: number;
  readonly onEvent: (event: StudyEvent) => void;
  readonly signal: AbortSignal;
}

/** What people are told while a contest goes on. */
export type ContestProgress =
  | { readonly phase: 'first-heat'; readonly variants: number }
  | {
      readonly phase: 'tuning';
      readonly contestant: Contestant;
      readonly index: number;
      readonly of: number;
      readonly event: StudyEvent | null;
    }
  | { readonly phase: 'final'; readonly variants: number; readonly sessions: number };

/** The world a contest works on. The prober knows the models of all contestants; whoever made it closes it. */
export interface ContestPorts {
  readonly clock: Clock;
  readonly prober: Prober;
  /** Conducts the study of one variant. Rejects with a `TuneError` where the variant cannot be measured. */
  readonly tune: (request: TuneRequest) => Promise<StudyResult>;
  readonly save: (contest: Contest) => Promise<void>;
  readonly onProgress: (progress: ContestProgress) => void;
}
