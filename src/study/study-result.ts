import type { Estimate } from '../core/estimate.ts';
import type { Insight } from '../search/strategy.ts';
import type { Configuration } from '../space/configuration.ts';
import type { Placement } from './placement.ts';
import type { Equivalence } from './prober.ts';
import type { ProviderStanding } from './provider-standings.ts';
import type { StudyHeader } from './study-header.ts';
import type { Disturbance, Measurement, Trial } from './trial.ts';

/** Why a study ended. */
export const STOP_REASONS = [
  'budget',
  'max-probes',
  'space-exhausted',
  'converged',
  /** Somebody asked for the final race before the search was over. */
  'asked-to-finish',
  'interrupted',
  'all-failed',
] as const;

export type StopReason = (typeof STOP_REASONS)[number];

/** A configuration of the final race: fresh processes, interleaved with the default. */
export interface Finalist {
  readonly configuration: Configuration;
  readonly measurement: Measurement;
  /** Objective relative to the default (1 = the same), over fresh processes; wide if few. */
  readonly relative: Estimate;
  readonly equivalence: Equivalence | null;
}

export interface Recommendation extends Finalist {
  /** True where no configuration is better than the default beyond doubt: `configuration` is then the default. */
  readonly keepDefault: boolean;
  /** Probability that the recommended one is at least as good as every other finalist, from the race's errors. */
  readonly confidence: number;
  /** One sentence for people. */
  readonly reason: string;
  /** Where its nodes ran; absent on the CPU, and where no profile could be made. */
  readonly placement?: Placement;
}

/** A configuration that cannot be recommended, and why. */
export interface Rejection {
  readonly configuration: Configuration;
  readonly reason: string;
}

/** What a strategy with a model leaned on. */
export interface SearchStart {
  /** Before the first trial of the study. */
  readonly began: Insight;
  /** When the search had ended. */
  readonly ended: Insight;
}

export interface StudyResult {
  readonly header: StudyHeader;
  /** Where the search started from; absent where the strategy has no model, and in results of before there were any. */
  readonly start?: SearchStart;
  readonly trials: readonly Trial[];
  /** The runtime's default as measured in the final race, or in the search when the race did not happen; null if it failed. */
  readonly reference: {
    readonly configuration: Configuration;
    readonly measurement: Measurement;
  } | null;
  readonly recommendation: Recommendation | null;
  readonly runnersUp: readonly Finalist[];
  readonly rejections: readonly Rejection[];
  /** How each execution provider came off; absent where there was one, and in results of before they were told apart. */
  readonly providers?: readonly ProviderStanding[];
  /** Fresh sessions each finalist was measured in; 0 when there was no time for the race. */
  readonly raceSessions: number;
  readonly elapsedS: number;
  readonly stoppedBecause: StopReason;
  /** How noisy the machine was: spread (standard deviation of the log) of the reference from slice to slice. */
  readonly noise: { readonly sliceSpread: number; readonly disturbance: Disturbance };
  readonly warnings: readonly string[];
}
