/** The whole machine, of which a container or an affinity mask may grant only a part. */
export interface MachineFacts {
  readonly logicalCores: number;
  /**
   * Also the number of threads the runtime starts by default: it counts the cores of the machine and looks at
   * neither affinity mask, cpuset nor quota (checked with onnxruntime-node 1.30 under taskset).
   */
  readonly physicalCores: number;
  readonly sockets: number;
  /** Usable physical cores of the faster kind on a hybrid CPU; null where all are alike. */
  readonly performanceCores: number | null;
  /** CPU time granted by the tightest cgroup quota, in cores; null without a quota. */
  readonly quotaCores: number | null;
}

/** A graphics processor the driver reports. What it does not tell is null; facts of before it was asked lack it. */
export interface GpuFacts {
  readonly name: string;
  readonly memoryBytes: number | null;
  readonly vendor?: 'nvidia' | 'amd' | 'apple';
  readonly driverVersion?: string | null;
  /** Memory in use by all programs when the facts were read. */
  readonly memoryUsedBytes?: number | null;
  /** Share of the last moments in which it was busy when the facts were read, 0 to 1. */
  readonly utilisation?: number | null;
}

/** What decides performance on this machine, plus what only informs. Sizes in bytes, frequencies left out (they vary). */
export interface HostFacts {
  /** Stable hash of `fingerprintParts`: equal fingerprints mean comparable absolute figures. */
  readonly fingerprint: string;
  readonly fingerprintParts: Readonly<Record<string, string | number | boolean>>;
  readonly platform: string;
  readonly cpuModel: string;
  /** Instruction set extensions that matter for inference: avx2, avx512f, avx512_vnni, amx_int8, neon, … */
  readonly isa: readonly string[];
  /** CPUs this process may really use: affinity mask, cpuset and cgroup quota respected; may be fractional with a quota. */
  readonly usableCores: number;
  /** Logical CPUs in the affinity mask and cpuset, quota aside. */
  readonly logicalCores: number;
  /** Cores among them, SMT siblings counted once. */
  readonly physicalCores: number;
  /** Absent where nobody looked (simulated hosts). */
  readonly machine?: MachineFacts;
  /** NUMA nodes with usable CPUs. */
  readonly numaNodes: number;
  /** L1 data and L2 of one core; L3 is the sum of all that the usable CPUs reach. */
  readonly cacheBytes: {
    readonly l1d: number | null;
    readonly l2: number | null;
    readonly l3: number | null;
  };
  /** Memory this process may use: the smaller of what the machine has and its cgroup limit. */
  readonly memoryLimitBytes: number;
  readonly memoryAvailableBytes: number;
  /** null where it cannot be told. */
  readonly virtualised: boolean | null;
  readonly gpus?: readonly GpuFacts[];
  readonly runtimeVersion: string;
  readonly nodeVersion: string;
  /** Execution providers whose code is installed; whether one works here only trying it tells. */
  readonly providers: readonly string[];
  /** Those the runtime knows but whose libraries are not installed; absent where nobody asked. */
  readonly lackingProviders?: readonly string[];
  /** Whether idle processes can be frozen (SIGSTOP), without which short slices mislead. */
  readonly canFreeze: boolean;
  /** What disturbs measuring right now, each a sentence for the user. */
  readonly disturbances: readonly string[];
}
