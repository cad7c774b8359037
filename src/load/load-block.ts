import type { AimdPlan, AimdStep } from './aimd-guard.ts';
import type { BatcherLimits } from './batcher.ts';
import type { Load } from './load.ts';

/** A block: an uninterrupted stretch of time in which a load is offered to one configuration, everyone else frozen. */
export interface BlockPlan {
  readonly load: Load;
  readonly limits: BatcherLimits;
  /** Seeds the arrivals: blocks of one round have the same, so that all members are offered the same requests. */
  readonly seed: string;
  /** Requests are offered for so long before any count: queue and machine find their pace. */
  readonly rampMs: number;
  /** Requests intended to arrive in this stretch after the ramp are counted. */
  readonly windowMs: number;
  /** How long the last of them are waited for once the window is over; those still unanswered count as never answered. */
  readonly drainMs: number;
  /** Ends the window early, but not in its first third, once so many requests of it were answered later than this: they miss the bound whatever comes. */
  readonly giveUp?: { readonly boundMs: number; readonly misses: number };
  /** Guards the largest batch while the block runs; absent where it stays as it is. */
  readonly guard?: AimdPlan;
}

/** What became of the requests of a block. Times in ms. */
export interface BlockResult {
  /**
   * From intended arrival to answer, in the order of arrival, of the requests that count and were answered. Rejected, expired
   * and unanswered ones are only counted.
   */
  readonly latenciesMs: Float64Array;
  readonly rejected: number;
  readonly expired: number;
  /** Still unanswered when the block ended. */
  readonly unanswered: number;
  /** Length of the window that was counted: shorter than planned where the block ended early. */
  readonly windowMs: number;
  /** Requests answered inside the window, whenever they arrived. */
  readonly answered: number;
  /** Runs that ended inside the window, and their time together as the front sees it. */
  readonly runs: number;
  readonly busyMs: number;
  /** Waiting before the run, over the requests of `latenciesMs`, together. */
  readonly waitedMs: number;
  /** 99th percentile of how late the generator itself was. */
  readonly generatorLagMs: number;
  /** The queue was known to grow without bound, which ended the block early. */
  readonly overloaded: boolean;
  /** Samples per second served while full batches waited; null where that was never seen for long enough. */
  readonly capacityPerS: number | null;
  /** CPU time of all instances, and of the front with the generator, over the window. */
  readonly instancesCpuMs: number;
  readonly frontCpuMs: number;
  /** What the guard did; times since the block began. */
  readonly guardSteps: readonly AimdStep[];
}
