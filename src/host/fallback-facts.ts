import type { HostSource } from './host-source.ts';
import { type PlatformFacts, tidyName } from './platform-facts.ts';

/** What Node.js alone can tell: Windows and platforms without a reader of their own. */
export function readFallbackFacts(source: HostSource): PlatformFacts {
  const cores = source.os.availableParallelism;
  return {
    cpuModel: tidyName(source.os.cpuModel()) || source.os.arch,
    cpuId: '',
    isa: [],
    usableCores: cores,
    logicalCores: cores,
    physicalCores: cores,
    machine: {
      logicalCores: Math.max(cores, source.os.cpuClocks().length),
      physicalCores: cores,
      sockets: 1,
      performanceCores: null,
      quotaCores: null,
    },
    numaNodes: 1,
    cacheBytes: { l1d: null, l2: null, l3: null },
    memoryLimitBytes: source.os.totalMemoryBytes,
    memoryAvailableBytes: source.os.freeMemoryBytes(),
    virtualised: null,
  };
}
