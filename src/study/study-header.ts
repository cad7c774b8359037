import type { LoadFacts } from '../load/load-facts.ts';
import type { Configuration } from '../space/configuration.ts';
import type { HostFacts } from '../space/host-facts.ts';
import type { Knob } from '../space/search-space.ts';
import type { LengthFacts } from './length-facts.ts';
import type { Constraint, Objective } from './objective.ts';

/** What the study knows of its model; the graph itself stays outside. */
export interface ModelFacts {
  readonly path: string;
  /** SHA-256 of the model file and of its external data, hex. */
  readonly sha256: string;
  /** Hash of the graph's structure: the same for renamed, reordered or retrained exports. */
  readonly graphHash: string;
  readonly fileBytes: number;
  readonly weightBytes: number;
  readonly parameters: number;
  readonly nodes: number;
  /** Node count per operator, most frequent first. */
  readonly operators: readonly { readonly operator: string; readonly count: number }[];
  readonly opset: number;
  readonly inputs: readonly {
    readonly name: string;
    readonly elementType: string;
    readonly shape: readonly (number | string | null)[];
    readonly batchAxis: number | null;
  }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly elementType: string;
    readonly shape: readonly (number | string | null)[];
    readonly batchAxis: number | null;
  }[];
  /** Samples per run of the file as it is. */
  readonly baseBatch: number;
  readonly batching: BatchingFacts;
}

/** Whether the batch size is a knob for this model, and how that is known. */
export type BatchingFacts =
  /** The file takes any batch as it is, verified by running. */
  | { readonly status: 'declared'; readonly verifiedBatch: number; readonly vacuous: boolean }
  /** A rewritten copy takes any batch, verified by running. */
  | {
      readonly status: 'rewritten';
      readonly verifiedBatch: number;
      readonly vacuous: boolean;
      readonly changes: number;
    }
  | { readonly status: 'fixed'; readonly reason: string; readonly node: string | null };

/** The load a study serves, and what serving costs. */
export interface StudyLoad {
  readonly offered: LoadFacts;
  /** Whether the guard of adaptive batching is on while measuring. */
  readonly adaptiveBatching: boolean;
  /** A request that has not begun this long after it came is dropped, ms; absent where each is served however late. */
  readonly deadlineMs?: number;
  /** Price per hour of one reserved core and of one accelerator, for the objective `cost`; 1 and 1 unless told. */
  readonly price: { readonly cpu: number; readonly gpu: number };
}

/** Everything that defines a study; two studies with equal headers differ only by id. */
export interface StudyHeader {
  readonly studyId: string;
  /** Wall-clock start, ISO 8601. */
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly model: ModelFacts;
  readonly host: HostFacts;
  readonly objective: Objective;
  readonly constraints: readonly Constraint[];
  readonly knobs: readonly Knob[];
  readonly spaceSize: number;
  readonly reference: Configuration;
  readonly strategy: string;
  readonly seed: number;
  readonly budgetS: number;
  readonly maxProbes: number | null;
  /** The command line to repeat it, for provenance. */
  readonly command: readonly string[];
  /** Options by name as given by flags and config file: what `resume` needs to prepare the same model and space. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** Absent where instances run back to back. */
  readonly load?: StudyLoad;
  /** Absent where every sample is of one length. */
  readonly lengths?: LengthFacts;
}
