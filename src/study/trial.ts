import type { Estimate } from '../core/estimate.ts';
import type { CycleFacts } from '../lengths/cycle-facts.ts';
import type { LoadStatistics } from '../load/load-statistics.ts';
import type { Configuration } from '../space/configuration.ts';
import type { LoadObjective, Objective, RunObjective } from './objective.ts';

/** A log-ratio to the reference, higher is better, with its standard error and the degrees of freedom behind it. */
export interface LogRatio {
  readonly value: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** Log-ratios by objective; those of a load only where one was offered. */
export type LogRatios = Readonly<Record<RunObjective, LogRatio>> &
  Readonly<Partial<Record<LoadObjective, LogRatio>>>;

/** The log-ratio of an objective; asking for one that was not measured is a defect. */
export function ratioOf(ratios: LogRatios, objective: Objective): LogRatio {
  const ratio = ratios[objective];
  if (ratio === undefined) throw new Error(`no ${objective} was measured`);
  return ratio;
}

/** Quantiles of the time of one run (one batch) or, under a load, of one request, in ms; null where the number of runs does not support the claim. */
export interface LatencyQuantiles {
  readonly mean: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** One slice of one member in one round: enough to redo every statistic. */
export interface SliceRecord {
  readonly round: number;
  /** Start of the common window, ms since the heat began. */
  readonly atMs: number;
  /** Length of the common window in ms. */
  readonly windowMs: number;
  /**
   * Runs inside the window over all instances; runs that straddle an edge count by their share. Where samples differ in length,
   * in units of the mean run of all requests.
   */
  readonly runs: number;
  /** Mean time of one run in the window, ms. */
  readonly runMs: number;
  /** CPU time used by the instances over the slice, per run, ms. */
  readonly cpuMsPerRun: number;
}

/** What disturbed the measurement: shares of the machine's CPU time, 0 to 1. */
export interface Disturbance {
  readonly stealShare: number;
  readonly backgroundShare: number;
}

/** What a configuration took of the GPU its provider computes on; null for what the driver does not tell. */
export interface DeviceUse {
  /** Highest memory of all instances together on the device. */
  readonly peakBytes: number | null;
  /** Mean share of time the device was busy, 0 to 1; drivers average over up to a second, pauses between slices included. */
  readonly utilisation: number | null;
}

/** Everything measured of one configuration in one heat. */
export interface Measurement {
  /** To the heat's reference, by objective; exactly 0 with error 0 for the reference itself. */
  readonly logRatio: LogRatios;
  readonly throughputIps: Estimate;
  readonly latencyMs: LatencyQuantiles;
  /** Runs counted. */
  readonly runs: number;
  readonly rounds: number;
  /** Highest resident memory of all instances together, runtime and Node.js included. */
  readonly peakRssBytes: number;
  readonly instancePeakRssBytes: readonly number[];
  /** Slowest instance. */
  readonly sessionCreateMs: number;
  /** Slowest instance; apart from everything else. */
  readonly firstRunMs: number;
  readonly cpuMsPerInference: number;
  readonly disturbance: Disturbance;
  /** Absent on the CPU. */
  readonly device?: DeviceUse;
  readonly slices: readonly SliceRecord[];
  /** Per-run times in ms, pooled over instances, kept only when asked for. */
  readonly runTimesMs: readonly number[] | null;
  /** What the runtime wrote to stderr, cut to its last 4 KiB. */
  readonly stderr: string;
  /** What became of the requests; absent where none were offered and the instances ran back to back. */
  readonly load?: LoadStatistics;
  /** Absent where every sample was of one length. */
  readonly lengths?: CycleFacts;
}

export type FailureKind =
  | 'crash'
  | 'out-of-memory'
  | 'timeout'
  | 'unsupported'
  | 'runtime-error'
  | 'wrong-output'
  /** It serves requests more slowly than they arrive. */
  | 'overloaded';

/** Why a configuration could not be measured. Never a number. */
export interface Failure {
  readonly kind: FailureKind;
  /** One line for people. */
  readonly message: string;
  readonly stderr: string;
}

/** A constraint that the measurement does not meet. */
export interface Violation {
  /** The constraint as the user wrote it. */
  readonly constraint: string;
  readonly found: number | null;
  /** `violated`, or `unsupported` when the runs do not suffice to claim that it holds. */
  readonly verdict: 'violated' | 'unsupported';
  /** Under a load: so many further requests without a miss would show that it holds. Absent where more requests do not help. */
  readonly requestsNeeded?: number;
}

interface TrialBase {
  /** Order in the study, from 1. */
  readonly number: number;
  readonly configuration: Configuration;
  /** Why the strategy wanted it. */
  readonly reason: string;
  /** What it cost in seconds, its share of the heat and session creation included. */
  readonly probeS: number;
  /** ms since the study began. */
  readonly finishedAtMs: number;
}

/** A configuration and everything measured of it. Finished trials never change. */
export type Trial =
  | (TrialBase & {
      readonly status: 'measured';
      readonly measurement: Measurement;
      readonly violations: readonly Violation[];
    })
  /** Left the race early: its interval lies below the incumbent's. */
  | (TrialBase & {
      readonly status: 'pruned';
      readonly measurement: Measurement;
      readonly violations: readonly Violation[];
    })
  | (TrialBase & { readonly status: 'failed'; readonly failure: Failure });
