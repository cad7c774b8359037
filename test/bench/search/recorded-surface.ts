import type { HostParts } from '../../../src/knowledge/host-similarity.ts';
import type { Signature } from '../../../src/signature/signature.ts';
import type { Configuration } from '../../../src/space/configuration.ts';
import type { GraphWork } from '../../../src/work/work-unit.ts';

/** What one replicate says of a configuration; null is what was not measured. */
export interface Replicate {
  /** Log-ratio of throughput to the surface's reference, as a heat showed it; null where it failed. */
  readonly logRatio: number | null;
  /** The same without the reference's own swings (see `steadied`): what truth is made of. */
  readonly steadyLogRatio: number | null;
  readonly standardError: number | null;
  /**
   * Logarithm of the reference's speed in the same heat, to its usual speed in the replicate; null where it is not known and
   * where there is one replicate only: of that, the truth is the ratio as it is.
   */
  readonly referenceLevel: number | null;
  readonly latencyMs: number | null;
  readonly rssBytes: number | null;
  /** Seconds until its processes stand, and seconds of measuring on processes that stand. */
  readonly createS: number;
  readonly measureS: number;
}

/** A configuration of a surface with everything measured of it; at least one replicate. */
export interface RecordedPoint {
  readonly configuration: Configuration;
  readonly replicates: readonly Replicate[];
}

/** The measured performance of every configuration of a space: the ground truth for judging searches. */
export interface RecordedSurface {
  /** Of the model; with the folder before it where several folders are played. */
  readonly name: string;
  /** Models of one family are left out together. */
  readonly family: string;
  readonly baseBatch: number;
  /** null where nobody knows the model's graph. */
  readonly signature: Signature | null;
  readonly workAt: ((batch: number) => GraphWork) | null;
  /** Fingerprint of the host. */
  readonly host: string;
  /** What its fingerprint is made of; empty where nobody wrote it down. */
  readonly hostParts: HostParts;
  /** The runtime's default at the model's own batch: one of the points, 0 by definition. */
  readonly reference: Configuration;
  readonly points: readonly RecordedPoint[];
}
