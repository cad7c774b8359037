import type { Configuration } from '../space/configuration.ts';
import type { HostFacts } from '../space/host-facts.ts';
import type { Constraint } from '../study/objective.ts';
import type { ModelFacts } from '../study/study-header.ts';
import type { Levels } from './assertion.ts';
import type { ServingLock } from './serving-lock.ts';

/** Everything that decides how a lock is checked, besides the machine. */
export interface CheckSetup {
  readonly lock: ServingLock;
  readonly model: Pick<ModelFacts, 'sha256' | 'graphHash'>;
  readonly host: HostFacts;
  /** Name under which the prober knows the baseline model; null without one. */
  readonly baseline: string | null;
  /** Another configuration to compare with; null without one. */
  readonly other: Configuration | null;
  /** Absolute bounds: the lock's and the caller's. */
  readonly constraints: readonly Constraint[];
  /** Change of a ratio that matters, as a share. */
  readonly band: number;
  readonly levels: Levels;
  /** Time for measuring, ms. */
  readonly budgetMs: number;
}
