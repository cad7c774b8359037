import type { OperatorFamily } from '../../operators/operator.ts';
import type { Signature } from '../signature/signature.ts';
import type { Configuration } from '../space/configuration.ts';

/** An input or output: what the file declares, and the sizes it has in the run looked at. */
export interface InspectedPort {
  readonly name: string;
  readonly elementType: string;
  /** A size, the symbol of one, or null where nobody says. */
  readonly declared: readonly (number | string | null)[] | null;
  /** In one run at the batch looked at; null where it is not known. */
  readonly sizes: readonly (number | null)[] | null;
  readonly batchAxis: number | null;
}

/** What one operator family has of the whole, shares from 0 to 1. */
export interface FamilyShare {
  readonly family: OperatorFamily;
  readonly kernels: number;
  readonly time: number;
  readonly flops: number;
  readonly bytes: number;
}

/** A known model that is like the one looked at. */
export interface InspectedNeighbour {
  readonly name: string;
  /** From 0 to 1, 1 for equal signatures. */
  readonly similarity: number;
  readonly reasons: readonly string[];
}

/** What the cost law expects of one configuration on this machine. */
export interface ExpectedConfiguration {
  readonly configuration: Configuration;
  readonly throughputIps: number;
  /** Of the throughput, or of its ratio to the default's. */
  readonly logDeviation: number;
  readonly memoryBytes: number;
}

/** Expectations for this machine before anything was run. */
export interface Expectation {
  readonly default: ExpectedConfiguration;
  readonly best: ExpectedConfiguration;
  /** Expected throughput of the best to the default's. */
  readonly ratio: number;
  readonly configurations: number;
}

/** One family in a profile: measured beside predicted. */
export interface ProfiledFamily {
  readonly family: string;
  readonly kernels: number;
  readonly measuredMs: number;
  readonly measuredShare: number;
  /** null for what the law does not price: changes of layout. */
  readonly predictedShare: number | null;
}

/** One profiled run of the real model. */
export interface InspectedProfile {
  readonly runs: number;
  readonly runMs: number;
  /** Sum of the kernels; the rest of a run is the runtime's own. */
  readonly kernelMs: number;
  /** Of a run in the default configuration; null without a calibration of this machine. */
  readonly predictedRunMs: number | null;
  readonly families: readonly ProfiledFamily[];
  readonly slowest: readonly {
    readonly node: string;
    readonly opType: string;
    readonly ms: number;
  }[];
  /** Operators that another provider than the one asked for ran. */
  readonly fallbacks: readonly {
    readonly opType: string;
    readonly provider: string;
    readonly count: number;
  }[];
}

/** What a model is made of, what it costs, and what is expected of it. */
export interface Inspection {
  readonly path: string;
  readonly fileBytes: number;
  readonly opset: number;
  readonly producer: string;
  readonly nodes: number;
  readonly inputs: readonly InspectedPort[];
  readonly outputs: readonly InspectedPort[];
  /** Sizes that were assumed, and other notes for people. */
  readonly notes: readonly string[];
  readonly batch: number;
  readonly parameters: number;
  readonly weightBytes: number;
  /** Of one run at the batch looked at. */
  readonly flops: number;
  readonly bytesMoved: number;
  readonly activationPeakBytes: number;
  readonly kernels: number;
  /** Arithmetic per arithmetic of the heaviest path, and kernels on the longest. */
  readonly width: number;
  readonly depth: number;
  readonly families: readonly FamilyShare[];
  /** Whose constants the shares of time rest on. */
  readonly timeBasis: 'this machine' | 'reference machine';
  readonly batching: {
    readonly status: 'declared' | 'rewritten' | 'fixed';
    readonly baseBatch: number;
    readonly changes: number;
    readonly obstacle: {
      readonly node: string;
      readonly opType: string;
      readonly reason: string;
    } | null;
  };
  readonly unknownOperators: readonly string[];
  readonly unresolved: readonly string[];
  readonly signature: Signature;
  readonly neighbours: readonly InspectedNeighbour[];
  readonly expectation: Expectation | null;
  readonly profile: InspectedProfile | null;
}
