import type { ExecutionMode, GraphOptimization } from '../../space/configuration.ts';
import type { Constraint, Objective } from '../../study/objective.ts';
import type { Placement } from '../../study/placement.ts';
import type { StopReason } from '../../study/study-result.ts';
import type { Violation } from '../../study/trial.ts';
import type { PublishedStudyLoad } from './published-load.ts';
import type {
  Evidence,
  PublishedEstimate,
  PublishedFailure,
  PublishedLatency,
  PublishedMeasurement,
} from './published-measurement.ts';
import type { PublishedHost, PublishedLengths, PublishedModel } from './published-subject.ts';

/** A configuration as published. */
export interface PublishedConfiguration {
  readonly provider: string;
  readonly batch_size: number;
  readonly instances: number;
  /** 0 is the runtime's default. */
  readonly intra_op_threads: number;
  /** 0 is the runtime's default. */
  readonly inter_op_threads: number;
  readonly execution_mode: ExecutionMode;
  readonly graph_optimization: GraphOptimization;
  readonly spinning: boolean;
  readonly memory_arena: boolean;
  /** Absent where no load was offered. */
  readonly max_queue_delay_ms?: number;
}

interface Measured extends PublishedMeasurement, Evidence {
  readonly configuration: PublishedConfiguration;
}

/** Whether the outputs equal the default's. */
export interface PublishedOutputs {
  readonly status: 'equal' | 'different' | 'not-applicable' | 'failed' | 'not-compared';
  /** Null where outputs could not be compared number by number. */
  readonly max_relative_deviation?: number | null;
  /** Absent in files of before outputs were told apart. */
  readonly outputs?: readonly {
    readonly output: string;
    readonly max_relative_deviation: number | null;
    readonly tolerance: number;
  }[];
  readonly tolerance_reason?: string;
  readonly output?: string;
  readonly message?: string;
  readonly failure?: PublishedFailure;
}

/** A configuration of the final race. */
export interface PublishedFinalist extends Measured {
  /** Null where the default does not work. */
  readonly speedup_vs_default: PublishedEstimate | null;
  readonly speedup_vs_reference: PublishedEstimate;
  readonly outputs: PublishedOutputs;
}

export interface PublishedRecommendation extends PublishedFinalist {
  readonly keep_default: boolean;
  /** 0 to 1. */
  readonly confidence: number;
  readonly reason: string;
  /** Absent on the CPU, and in files of before it was looked at. */
  readonly placement?: PublishedPlacement;
  readonly snippets: { readonly node: string; readonly python: string };
}

/** How an execution provider came off. */
export type PublishedStanding =
  | {
      readonly provider: string;
      readonly status: 'measured';
      readonly configuration: PublishedConfiguration;
      readonly speedup_vs_reference: PublishedEstimate;
      readonly outputs: PublishedOutputs;
    }
  | { readonly provider: string; readonly status: 'failed'; readonly reason: string };

/** Where the nodes of a configuration ran. */
export interface PublishedPlacement {
  readonly nodes: number;
  readonly fallback_nodes: number;
  /** Of the time of a run. */
  readonly fallback_share: number;
  readonly fallback_operators: Placement['operators'];
}

/** What a search leaned on; weights are shares of the whole. */
export interface PublishedLeaning {
  readonly sources: readonly {
    readonly name: string;
    readonly similarity: number;
    readonly host_similarity: number;
    readonly origin: 'own' | 'shipped';
    readonly weight: number;
  }[];
  readonly law_weight: number;
  /** Trials of this model back to back that the cost law was corrected by, under a load; absent where there were none. */
  readonly law_trials?: number;
  readonly transfer_weight: number;
}

/** Where a search started from, how sure it was in the end, and what it leaned on by then. */
export interface PublishedStart extends PublishedLeaning {
  readonly confidence: number | null;
  readonly ended: PublishedLeaning;
}

interface TrialBase {
  readonly number: number;
  readonly configuration: PublishedConfiguration;
  readonly reason: string;
  readonly probe_s: number;
  readonly finished_at_s: number;
  readonly violations: readonly PublishedViolation[];
}

/** A constraint that a trial does not meet; see `Violation`. */
export interface PublishedViolation extends Omit<Violation, 'requestsNeeded'> {
  readonly requests_needed?: number;
}

/** A trial that gave figures; `pruned` left the race early. */
export interface PublishedMeasuredTrial extends TrialBase, PublishedMeasurement, Evidence {
  readonly outcome: 'measured' | 'pruned';
  readonly failure: null;
}

export interface PublishedFailedTrial extends TrialBase {
  readonly outcome: 'failed';
  readonly failure: PublishedFailure;
  readonly throughput_ips: null;
  readonly latency_ms: PublishedLatency | null;
}

export type PublishedTrial = PublishedMeasuredTrial | PublishedFailedTrial;

/**
 * The result of a study as `tune MODEL --json` prints and `--out` writes it: plain data in the names and units of
 * `RESULT_SCHEMA`. What only `--out` holds is optional. Text in it may come from a model and is not safe to print.
 */
export interface PublishedResult {
  readonly schema_version: number;
  readonly tool_version: string;
  readonly study_id: string;
  /** ISO 8601. */
  readonly started_at: string;
  readonly command: readonly string[];
  /** Options as given by flags and config file. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly model: PublishedModel;
  readonly host: PublishedHost;
  /** Null where every sample was of one length; absent in files of before there were lengths. */
  readonly lengths?: PublishedLengths | null;
  /** Null where instances ran back to back; absent in files of before there were loads. */
  readonly load?: PublishedStudyLoad | null;
  readonly objective: Objective;
  readonly constraints: readonly Constraint[];
  readonly space: {
    readonly size: number;
    readonly knobs: readonly {
      readonly name: string;
      readonly values: readonly (string | number | boolean)[];
    }[];
  };
  readonly strategy: string;
  /** Null where the strategy has no model; absent in files of before there were any. */
  readonly start?: PublishedStart | null;
  readonly seed: number;
  readonly budget_s: number;
  readonly max_probes: number | null;
  readonly default: Measured | null;
  readonly reference: (Measured & { readonly is_default: boolean }) | null;
  readonly recommendation: PublishedRecommendation | null;
  readonly runners_up: readonly PublishedFinalist[];
  readonly rejected: readonly {
    readonly configuration: PublishedConfiguration;
    readonly reason: string;
  }[];
  /** Absent where there was one provider, and in files of before they were told apart. */
  readonly providers?: readonly PublishedStanding[];
  readonly trials: readonly PublishedTrial[];
  readonly probes: number;
  readonly race_sessions: number;
  readonly elapsed_s: number;
  readonly stopped_because: StopReason;
  readonly noise: {
    /** Standard deviation of the log of speed from slice to slice. */
    readonly slice_spread: number;
    readonly steal_share: number;
    readonly background_share: number;
  };
  readonly warnings: readonly string[];
}
