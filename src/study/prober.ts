import type { Goodput, GoodputTrial } from '../load/load-statistics.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Entrant } from './entrant.ts';
import type { Placement } from './placement.ts';
import type { Failure, LogRatios, Measurement } from './trial.ts';

/** How a live member of a heat stands after a round. */
export interface Standing {
  /** Index into `HeatRequest.challengers`. */
  readonly challenger: number;
  readonly rounds: number;
  readonly logRatio: LogRatios;
}

/** What to do after a round: challengers that leave, and whether the heat ends for all. */
export interface RoundDecision {
  readonly leave: readonly number[];
  readonly stop: boolean;
}

export interface HeatRequest {
  /** The member against which all ratios are taken; it runs in every round. */
  readonly reference: Entrant;
  readonly challengers: readonly Entrant[];
  /** Measure in newly started processes; otherwise warm sessions are used again where they exist. */
  readonly fresh: boolean;
  /** Wall-clock cap in ms for the whole heat, session creation included. */
  readonly maxMs: number;
  /**
   * Called after every round with the members still racing, in order of `challengers`. While its answer is awaited nothing
   * runs, and that time counts neither against `maxMs` nor as the heat's.
   */
  readonly afterRound: (
    round: number,
    standings: readonly Standing[],
  ) => RoundDecision | Promise<RoundDecision>;
  readonly keepRunTimes: boolean;
}

/** What a heat says of one member. */
export type MemberOutcome =
  | { readonly status: 'measured'; readonly measurement: Measurement; readonly costMs: number }
  | { readonly status: 'failed'; readonly failure: Failure; readonly costMs: number }
  /** The heat's time ran out, or its reference failed, before this member was measured: nothing is known of it. */
  | { readonly status: 'skipped'; readonly reason: string; readonly costMs: number };

export interface HeatResult {
  readonly reference: MemberOutcome;
  /** In order of `HeatRequest.challengers`. If the reference failed, challengers are skipped. */
  readonly challengers: readonly MemberOutcome[];
  readonly rounds: number;
  readonly elapsedMs: number;
}

/** How far one output lies from the reference's, at most, over the samples that were compared. */
export interface OutputDeviation {
  readonly output: string;
  /**
   * Largest difference as a share of the output's largest magnitude; of integers the share that differs. Infinite where
   * they cannot be compared number by number: other shapes, or NaN on one side only.
   */
  readonly deviation: number;
  /** What it may be. */
  readonly tolerance: number;
}

/** What was compared; absent in results of before outputs were told apart. */
interface ComparedOutputs {
  readonly maxRelativeDeviation: number;
  /** In the model's order. */
  readonly outputs?: readonly OutputDeviation[];
  /** Why the tolerance is what it is, a clause. */
  readonly toleranceReason?: string;
}

/** Whether a configuration computes what the reference computes, on the same feeds. */
export type Equivalence =
  | (ComparedOutputs & { readonly status: 'equal' })
  | (ComparedOutputs & {
      readonly status: 'different';
      /** The first output beyond its tolerance. */
      readonly output: string;
      readonly message: string;
    })
  /** Outputs of the reference itself differ from run to run. */
  | { readonly status: 'not-applicable'; readonly reason: string }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Measures configurations of one model on one machine. Implementations: real worker processes, and a simulation. */
export interface Prober {
  /** Rejects only when aborted or on a defect; what goes wrong with a member is its outcome. */
  heat(request: HeatRequest, signal: AbortSignal): Promise<HeatResult>;
  /** Runs both on the same seeded feeds and compares outputs row by row. */
  compare(
    candidate: Configuration,
    reference: Configuration,
    signal: AbortSignal,
  ): Promise<Equivalence>;
  /**
   * Looks for the highest arrival rate, in the shape of the study's load, at which its latency constraints hold, for at most
   * `maxMs`; at the rate of `held` they were shown to. Absent where no open load is offered; null where nothing could be found out in that time.
   */
  headroom?(
    configuration: Configuration,
    held: GoodputTrial,
    maxMs: number,
    signal: AbortSignal,
  ): Promise<Goodput | null>;
  /**
   * Profiles a few runs of a configuration and tells where its nodes ran. Absent where nothing real runs; null where no
   * profile could be made.
   */
  place?(configuration: Configuration, signal: AbortSignal): Promise<Placement | null>;
  /** Ends every process. Idempotent. */
  close(): Promise<void>;
}
