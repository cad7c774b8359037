import type { Estimate } from '../core/estimate.ts';
import type { Random } from '../core/random.ts';
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
  /** What the trial cost, in seconds, session creation included. */
  readonly costS: number;
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
}

export interface StrategyContext {
  readonly space: SearchSpace;
  readonly random: Random;
}

export type StrategyFactory = (context: StrategyContext) => Strategy;
