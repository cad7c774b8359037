import type { KnownTask } from '../../knowledge/search-prior.ts';

/** A belief about the whole space before the first trial, one of several between which the trials decide. */
export interface Member {
  /** `law`: the cost law; `task`: one earlier task; `tasks`: all of them, the like ones first; `none`: the rule of thumb. */
  readonly kind: 'law' | 'task' | 'tasks' | 'none';
  /** The task of a `task`. */
  readonly task: KnownTask | null;
  /** Expected log-ratio of each configuration of the space, in its order. */
  readonly means: Float64Array;
  /** Weight before the first trial; those of all members add up to 1. */
  readonly weight: number;
}
