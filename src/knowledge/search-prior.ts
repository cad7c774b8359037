import type { Configuration } from '../space/configuration.ts';

/** What the cost law expects of one configuration before anything was measured. */
export interface LawPoint {
  /** Log-ratio of the objective to the space's reference, higher is better. */
  readonly logRatio: number;
  /** Standard deviation of `logRatio`; 0 for the reference. */
  readonly deviation: number;
  /** Throughput in samples per second of all instances. */
  readonly throughputIps: number;
  /** Time of one run (one batch), ms. */
  readonly runMs: number;
  /** Predicted margin of each constraint (see `Observation.margins`), in their order; null where nothing is predicted. */
  readonly margins: readonly (Belief | null)[];
}

/** A normal belief about a quantity. */
export interface Belief {
  readonly value: number;
  readonly deviation: number;
}

/** One finished trial of an earlier task, its batch size translated into the target's own batches. */
export interface KnownPoint {
  readonly configuration: Configuration;
  /** Log-ratio of the objective to that task's default, higher is better; null where the trial failed. */
  readonly value: number | null;
  readonly standardError: number | null;
  /** Seconds the trial took. */
  readonly costS: number;
}

/** An earlier task that may tell something of this one: a model measured on a host. */
export interface KnownTask {
  /** Name of the model, for people. */
  readonly name: string;
  /** Likeness of its model to the target's, 0 to 1 (e to the minus distance of signatures). */
  readonly similarity: number;
  /** Likeness of its host to this one, 0 to 1; 1 for the same fingerprint. */
  readonly hostSimilarity: number;
  /** `own`: measured into this knowledge base; `shipped`: came with the tool. */
  readonly origin: 'own' | 'shipped';
  /** Configurations need not lie in the target's space; each at most once. */
  readonly points: readonly KnownPoint[];
  /** Samples per second of its default on its own host, as all its trials tell; absent or null where none does. */
  readonly referenceIps?: number | null;
}

/** How one operator family alone would respond, for searches that think in operators (Falcon). */
export interface OperatorResponse {
  readonly family: string;
  /** Share of the model's predicted time at the reference, 0 to 1. */
  readonly share: number;
  /** Log of the family's samples per second for each configuration of the space, in its order. */
  readonly logRates: readonly number[];
}

/** What is known of a task before its first trial. Every part may be missing; a strategy uses what it can. */
export interface SearchPrior {
  /** One point for each configuration of the space, in its order; null where this host is not calibrated. */
  readonly law: readonly LawPoint[] | null;
  /** Trials of this model, run back to back on this host, that the law of a load is corrected by; absent where there are none. */
  readonly lawTrials?: number;
  /** Most relevant first. */
  readonly tasks: readonly KnownTask[];
  /** Largest share first; empty where this host is not calibrated. */
  readonly operators: readonly OperatorResponse[];
}

/** A cold start. */
export const NO_PRIOR: SearchPrior = { law: null, tasks: [], operators: [] };
