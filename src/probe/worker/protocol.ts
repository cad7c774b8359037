import type { RequestBatch, RequestMix } from '../../lengths/batch-cycle.ts';
import type { FeedSpec } from '../../onnx/feed-spec.ts';
import type { ElementType } from '../../onnx/model-graph.ts';
import type { RealFeed } from '../../onnx/real-feed.ts';
import type { Configuration } from '../../space/configuration.ts';

/** Raised whenever a message changes; parent and worker of different versions refuse each other. */
export const PROTOCOL_VERSION = 4;

/** What a worker needs to know of a model; sent once, when the session is created. */
export interface WorkerModel {
  readonly path: string;
  readonly feeds: readonly FeedSpec[];
  /** Real inputs by name; inputs without one are generated. */
  readonly realFeeds: readonly RealFeed[];
  readonly seed: number;
  /** The lengths of requests; absent where every sample is of one length. */
  readonly requests?: RequestMix;
}

/** An output as it came from the runtime. */
export interface OutputTensor {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  /** A typed array, in the runtime's representation (float16 as bits, int64 as bigint). */
  readonly data: ArrayLike<number> | ArrayLike<bigint> | readonly string[];
}

/** How long one batch size is profiled: whichever of the two is reached first, but never fewer than three runs. */
export interface ProfileLimits {
  readonly maxRuns: number;
  readonly maxMs: number;
}

/** Runs of one batch size in a profile. */
export interface ProfiledRuns {
  readonly batch: number;
  /** Time of each run as the caller sees it, ms, the first (which allocates and plans) included. */
  readonly runMs: readonly number[];
}

/** All times are ms on the monotonic clock that every process of the machine shares. */
export type Request =
  | { readonly type: 'load'; readonly model: WorkerModel; readonly configuration: Configuration }
  /**
   * Makes the feeds of this batch size and runs until warmed up, at most `maxMs` and at least one run. Requests of many lengths
   * begin at `phase` (0 to below 1) of their cycle.
   */
  | {
      readonly type: 'warm-up';
      readonly batch: number;
      readonly maxMs: number;
      readonly phase?: number;
    }
  | {
      readonly type: 'slice';
      readonly batch: number;
      readonly startAt: number;
      readonly until: number;
      /** Runs to make at least, the uncounted first included. */
      readonly minRuns: number;
      /** One more run after the last counted one, so that companions still being measured feel the same load. */
      readonly tailRun: boolean;
    }
  /**
   * Runs once on the given rows, the spread of generated real numbers multiplied, and returns the outputs. Rows are of one
   * length, or of the lengths and the padding of `padded`.
   */
  | {
      readonly type: 'outputs';
      readonly rows: readonly number[];
      readonly amplitude: number;
      readonly padded?: RequestBatch;
    }
  /** Makes a session of its own that writes a profile, and runs it on each batch size in turn. Needs no `load`. */
  | {
      readonly type: 'profile';
      readonly model: WorkerModel;
      readonly configuration: Configuration;
      readonly batches: readonly number[];
      readonly limits: ProfileLimits;
    }
  /**
   * Connects to the front at `path` as this instance of `room`, ready for batches of 1 to `maxBatch`: feeds are made, and
   * batches of 1, of the powers of two and of `maxBatch` run once where that was not done before, for `warmUpMs` at most.
   */
  | {
      readonly type: 'join';
      readonly path: string;
      readonly room: string;
      readonly instance: number;
      readonly maxBatch: number;
      readonly warmUpMs: number;
    }
  /** Runs what the front asks for until it hangs up. */
  | { readonly type: 'leave' }
  /** Releases the feeds of all batch sizes. */
  | { readonly type: 'forget' };

export type Reply =
  | { readonly type: 'loaded'; readonly createMs: number }
  | {
      readonly type: 'warm';
      readonly firstRunMs: number;
      readonly runs: number;
      /** Median time of the last runs, ms. */
      readonly runMs: number;
      readonly warmedUp: boolean;
      readonly peakRssBytes: number;
      /** Time of the last run at each length, ms; absent where every sample is of one length. */
      readonly shapeMs?: ReadonlyMap<number, number>;
    }
  | {
      readonly type: 'slice';
      /** Start and end of every run, the first and the tail run included. */
      readonly starts: Float64Array;
      readonly ends: Float64Array;
      /** Length each run was padded to, negative on the first run at it; absent where every sample is of one length. */
      readonly shapes?: Int32Array;
      /** CPU time of the counted runs, all threads. */
      readonly cpuMs: number;
      /** The same with the tail run. */
      readonly totalCpuMs: number;
      readonly peakRssBytes: number;
    }
  | { readonly type: 'outputs'; readonly outputs: readonly OutputTensor[] }
  /** `trace`: the runtime's own Chrome trace of all runs, in the order of `runs`. */
  | {
      readonly type: 'profile';
      readonly trace: string;
      readonly runs: readonly ProfiledRuns[];
      readonly createMs: number;
    }
  | { readonly type: 'joined' }
  | { readonly type: 'left'; readonly peakRssBytes: number }
  | { readonly type: 'forgotten' }
  | { readonly type: 'error'; readonly message: string };

/** First message of a worker. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  readonly runtimeVersion: string;
  /** Execution providers whose code is installed. */
  readonly providers: readonly string[];
  /** Those the runtime knows by name, but whose libraries its package does not carry and nobody installed. */
  readonly lackingProviders: readonly string[];
}
