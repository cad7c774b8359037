import type { OperatorFamily } from '../../operators/operator.ts';

/** Raised whenever the law or the micro-benchmarks change: constants of another version do not fit. */
export const CONSTANTS_VERSION = 1;

/** A positive constant with the standard deviation of its logarithm. */
export interface Constant {
  readonly value: number;
  readonly logDeviation: number;
}

/** How one family runs on one core of a host. */
export interface FamilyConstants {
  /** Time of a kernel that has nothing to do, ms. */
  readonly overheadMs: Constant;
  /** Further time per dependent step inside a kernel (recurrent layers), ms. */
  readonly stepMs: Constant;
  /** Arithmetic per ms of one thread on wide products, operations. */
  readonly flopsPerMs: Constant;
  /** A product with n columns and k terms a sum runs at 1 / (1 + narrowing · (1/n + 1/k)) of that. */
  readonly narrowing: Constant;
  /** Bytes moved per byte counted: strided access and several passes cost more than a stream. */
  readonly traffic: Constant;
  /** Share of the work that threads do not share (Amdahl), from 0 to 1. */
  readonly serialShare: Constant;
  /** Standard deviation of the logarithm of the time that the law leaves unexplained. */
  readonly residual: number;
}

/** Bandwidth of a level of the memory hierarchy. */
export interface LevelConstants {
  /** Bytes per ms of one thread. */
  readonly bytesPerMs: Constant;
  /** p threads move p^scaling times as much: 1 for private caches, near 0 where one thread already fills it. */
  readonly scaling: Constant;
}

/** What happens beside the kernels, and when instances share the machine. */
export interface SharingConstants {
  /** Time between two kernels, ms. */
  readonly gapMs: Constant;
  /** Time of a run beside its kernels, ms. */
  readonly runMs: Constant;
  /** What profiling adds to the time of a kernel, ms; no part of any prediction. */
  readonly profilingMs: Constant;
  /** Dividing a kernel among threads that spin, ms. */
  readonly syncMs: Constant;
  /** The same where idle threads sleep and must be woken, ms. */
  readonly wakeMs: Constant;
  /** Slow-down of a core while all others are busy too: 1 + busy. */
  readonly busy: Constant;
  /** Further slow-down of single-threaded instances that take turns on a core: 1 + turns. */
  readonly turns: Constant;
  /** The same for instances whose threads wait for each other (spinning at barriers while descheduled). */
  readonly barriers: Constant;
}

/** The constants of the cost law on one host. */
export interface HostConstants {
  readonly version: number;
  /** Cores of the host that were used. */
  readonly cores: number;
  readonly families: Readonly<Partial<Record<OperatorFamily, FamilyConstants>>>;
  readonly memory: {
    readonly l2: LevelConstants;
    readonly l3: LevelConstants;
    readonly dram: LevelConstants;
    /** Cache of one core, and of all, that a model can count on, bytes. */
    readonly l2Bytes: number;
    readonly l3Bytes: Constant;
  };
  readonly sharing: SharingConstants;
}
