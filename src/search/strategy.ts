import type { Estimate } from '../core/estimate.ts';
import type { Random } from '../core/random.ts';
import type { SearchPrior } from '../knowledge/search-prior.ts';
import type { Configuration } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';

/** What a strategy learns of one finished trial. Values are relative to the space's reference, whose value is 0. */
export interface Observation {
  readonly configuration: Configuration;
  readonly status: 'measured' | 'failed' | 'pruned';
  /** Log-ratio of the objective to the reference, higher is better; null when it failed. */
  readonly value: number | null;
  readonly standardError: number | null;
  /** Whether every constraint held. */
  readonly feasible: boolean;
  /**
   * How far each constraint of the study was from being broken, in their order: log(bound / found) for an upper bound,
   * log(found / bound) for a lower one; negative where it is broken. null where the runs do not tell, and for a failed trial.
   */
  readonly margins: readonly (number | null)[];
  /** What the trial cost, in seconds, session creation included. */
  readonly costS: number;
  /**
   * Logarithm of the reference's own speed in the heat of this trial, in any unit that stays the same throughout a search: what
   * `value` relates to. null or absent where it is not known.
   */
  readonly referenceLevel?: number | null;
}

export interface Suggestion {
  readonly configuration: Configuration;
  /** Why this one, for people: one short clause. */
  readonly reason: string;
  /** What a strategy with a model expects of it; absent where it has none. */
  readonly expected?: Expectation;
}

/** A prediction of a strategy's model. */
export interface Expectation {
  /** Objective relative to the space's reference (1 = the same), with its 95 % interval. */
  readonly relative: Estimate;
  /** What measuring it will cost, in seconds. */
  readonly costS: number;
}

/**
 * The algorithm that chooses the next trials. It sees data, never the study.
 * The same context and the same calls give the same suggestions in every process.
 */
export interface Strategy {
  readonly name: string;
  /**
   * Up to `count` configurations worth measuring next, best first, none finished or pending; fewer (or none) when
   * nothing is left. Does not change state: asking twice gives the same answer.
   */
  ask(count: number, pending: readonly Configuration[]): readonly Suggestion[];
  tell(observation: Observation): void;
  /**
   * Measured configurations that may be recommended, best expected first, where a model takes the noise out of what was
   * measured; absent where the best measured is simply the one with the highest value.
   */
  ranking?(): readonly Configuration[];
  /** What it thinks at this moment, for people; absent where there is no model behind it. */
  insight?(): Insight;
}

/** Where a search started from and how sure it is by now. */
export interface Insight {
  /** Earlier tasks it leans on, heaviest first. */
  readonly sources: readonly {
    readonly name: string;
    readonly similarity: number;
    readonly hostSimilarity: number;
    readonly origin: 'own' | 'shipped';
    /** Share of the prior, 0 to 1; all of them together are the weight of transfer. */
    readonly weight: number;
  }[];
  /** Share of the prior that the cost law has, 0 to 1. */
  readonly lawWeight: number;
  /** As in `SearchPrior`. */
  readonly lawTrials?: number;
  /** P(the best measured configuration is within the tolerance of the best of the space); null before it can be said. */
  readonly confidence: number | null;
}

export interface StrategyContext {
  readonly space: SearchSpace;
  readonly random: Random;
  /** What is known before the first trial (`NO_PRIOR` for a cold start). */
  readonly prior: SearchPrior;
  /** Number of constraints of the study: the length of `Observation.margins`. */
  readonly constraints: number;
  /** Threads behind the runtime's default of 0. */
  readonly defaultThreads: number;
}

export type StrategyFactory = (context: StrategyContext) => Strategy;
