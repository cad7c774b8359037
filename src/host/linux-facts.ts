import { armCpuName } from './arm-cpu-name.ts';
import { readCacheSizes } from './cache-sizes.ts';
import { readQuotaCores } from './cpu-quota.ts';
import { readCpuTopology } from './cpu-topology.ts';
import { field } from './field-text.ts';
import type { HostSource } from './host-source.ts';
import { instructionSets } from './instruction-sets.ts';
import { readMemoryFacts } from './memory-facts.ts';
import { type PlatformFacts, tidyName } from './platform-facts.ts';
import { readOnlineCpus, readUsableCpus } from './usable-cpus.ts';
import { readVirtualisation } from './virtualisation.ts';

/** Facts from /proc, /sys and cgroups. Where a container hides them, Node.js' own counts stand in. */
export function readLinuxFacts(source: HostSource): PlatformFacts {
  const found = readUsableCpus(source);
  const usable = found.length > 0 ? found : countUp(source.os.availableParallelism);
  const online = readOnlineCpus(source);
  const whole = readCpuTopology(source, online.length > 0 ? online : usable);
  const topology = readCpuTopology(source, usable);
  const quotaCores = readQuotaCores(source);
  const memory = readMemoryFacts(source);
  const cpuinfo = source.readText('/proc/cpuinfo') ?? '';
  const flags = field(cpuinfo, 'flags') ?? field(cpuinfo, 'Features') ?? '';
  return {
    cpuModel: cpuName(source, cpuinfo),
    cpuId: cpuId(cpuinfo),
    isa: instructionSets(flags.split(/\s+/)),
    usableCores: Math.min(usable.length, quotaCores ?? usable.length),
    logicalCores: usable.length,
    physicalCores: topology.physicalCores,
    machine: {
      logicalCores: online.length > 0 ? online.length : usable.length,
      physicalCores: whole.physicalCores,
      sockets: whole.sockets,
      performanceCores: topology.performanceCores,
      quotaCores,
    },
    numaNodes: topology.numaNodes,
    cacheBytes: readCacheSizes(source, usable),
    memoryLimitBytes: memory.limitBytes,
    memoryAvailableBytes: Math.min(memory.availableBytes, memory.limitBytes),
    virtualised: readVirtualisation(source),
  };
}

function countUp(count: number): number[] {
  return Array.from({ length: count }, (_, cpu) => cpu);
}

/** x86 has a model name, arm64 numbers, boards a device tree, POWER a `cpu` line. */
function cpuName(source: HostSource, cpuinfo: string): string {
  const candidates = [
    field(cpuinfo, 'model name'),
    armCpuName(cpuinfo),
    field(cpuinfo, 'cpu'),
    source.readText('/proc/device-tree/model'),
    source.os.cpuModel(),
  ].map((name) => tidyName(name ?? ''));
  return candidates.find((name) => name !== '' && name !== 'unknown') ?? source.os.arch;
}

function cpuId(cpuinfo: string): string {
  const x86 = ['vendor_id', 'cpu family', 'model', 'stepping'];
  const arm = ['CPU implementer', 'CPU part', 'CPU variant', 'CPU revision'];
  const names = field(cpuinfo, 'CPU implementer') === null ? x86 : arm;
  return names.flatMap((name) => field(cpuinfo, name) ?? []).join('/');
}
