import type { Estimate } from '../core/estimate.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Equivalence } from '../study/prober.ts';
import type { Measurement, Violation } from '../study/trial.ts';
import type { Contest } from './contest.ts';
import type { Variant } from './variant.ts';

/** How two variants were compared: in the final, by the first heats and their own searches, or by figures of other times. */
export type ComparedBy = 'final' | 'searches' | 'figures';

/** Why the winner is taken. */
export type WonBy =
  /** No other variant is feasible. */
  | 'only'
  | 'speed'
  /** Nothing tells it from the fastest beyond doubt, and it is more accurate. */
  | 'accuracy';

export type VariantOutcome =
  | {
      readonly status: 'winner';
      readonly wonBy: WonBy;
      /** Probability that no other feasible variant is faster. */
      readonly chance: number;
      /** How many times as fast it is as the best of the others, known as a winner deserves. */
      readonly next: { readonly name: string; readonly speed: Estimate } | null;
    }
  | {
      readonly status: 'slower';
      /** How many times as fast as the winner; 1 lies inside where the two cannot be told apart. */
      readonly speed: Estimate;
      readonly comparedBy: ComparedBy;
      /** Why its search ended early; null where it did not. */
      readonly givenUp: string | null;
    }
  | {
      readonly status: 'rejected';
      readonly violations: readonly Violation[];
      readonly givenUp: string | null;
    }
  | { readonly status: 'failed'; readonly message: string }
  | { readonly status: 'not-measured'; readonly message: string };

/** What became of a variant. */
export interface VariantStanding {
  readonly variant: Variant;
  readonly outcome: VariantOutcome;
  /** Its own best, where it has one. */
  readonly best: {
    readonly configuration: Configuration;
    readonly measurement: Measurement;
    readonly equivalence: Equivalence | null;
  } | null;
  /** Its own search; null where there was none. */
  readonly study: { readonly id: string; readonly probes: number } | null;
}

/** What a contest found. */
export interface ContestResult {
  readonly contest: Contest;
  /** The winner first, then the others as they came in: slower, rejected, failed, not measured. */
  readonly standings: readonly VariantStanding[];
  /** Heats of the final in fresh processes; 0 where there was none. */
  readonly sessions: number;
  readonly budgetS: number;
  readonly elapsedS: number;
  readonly isInterrupted: boolean;
  readonly warnings: readonly string[];
}

/** The variant to take, if any is feasible. */
export function winnerOf({ standings }: Pick<ContestResult, 'standings'>): VariantStanding | null {
  return standings.find((s) => s.outcome.status === 'winner') ?? null;
}
