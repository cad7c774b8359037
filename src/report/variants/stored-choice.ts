import type { Contest } from '../../variants/contest.ts';
import type { VariantStanding } from '../../variants/contest-result.ts';
import type { Bounds } from '../../variants/stored-candidates.ts';

/** A choice from stored measurements, and what to know of them. */
export interface StoredChoice {
  /** The contest that the answer is from. */
  readonly contest: Contest;
  readonly bounds: Bounds;
  /** Whether the bounds were asked for; else they are those of the contest. */
  readonly isAsked: boolean;
  readonly standings: readonly VariantStanding[];
  /** Since the contest began. */
  readonly ageMs: number;
  /** Why what is stored of a variant may not be true any more, by its name. */
  readonly stale: ReadonlyMap<string, string>;
  /** What to know before trusting the answer, a sentence each. */
  readonly notes: readonly string[];
}
