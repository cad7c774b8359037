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
  readonly logicalCores: number;
  readonly physicalCores: number;
  readonly numaNodes: number;
  readonly cacheBytes: { readonly l1d: number | null; readonly l2: number | null; readonly l3: number | null };
  /** Memory this process may use: the smaller of what the machine has and its cgroup limit. */
  readonly memoryLimitBytes: number;
  readonly memoryAvailableBytes: number;
  readonly virtualised: boolean | null;
  readonly runtimeVersion: string;
  readonly nodeVersion: string;
  readonly providers: readonly string[];
  /** Whether idle processes can be frozen (SIGSTOP), without which short slices mislead. */
  readonly canFreeze: boolean;
  /** What disturbs measuring right now, each a sentence for the user. */
  readonly disturbances: readonly string[];
}
