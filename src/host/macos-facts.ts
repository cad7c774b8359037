import { field, numberField } from './field-text.ts';
import type { HostSource } from './host-source.ts';
import { instructionSets } from './instruction-sets.ts';
import { type PlatformFacts, tidyName } from './platform-facts.ts';

/** `hw` and `machdep.cpu` are subtrees; `-i` keeps silent about names this machine does not have. */
const SYSCTL = ['-i', 'hw', 'machdep.cpu', 'kern.hv_vmm_present'] as const;

/** Facts from sysctl and vm_stat; what they do not tell comes from Node.js. */
export async function readMacosFacts(source: HostSource): Promise<PlatformFacts> {
  const sysctl = await source.run('sysctl', SYSCTL);
  const number = (...names: string[]): number | null =>
    names.map((name) => numberField(sysctl, name)).find((value) => value !== null) ?? null;
  const logicalCores = number('hw.logicalcpu') ?? source.os.availableParallelism;
  const physicalCores = number('hw.physicalcpu') ?? logicalCores;
  const limitBytes = number('hw.memsize') ?? source.os.totalMemoryBytes;
  const available = await readAvailableBytes(source);
  const virtual = number('kern.hv_vmm_present');
  const kinds = number('hw.nperflevels') ?? 1;
  return {
    cpuModel:
      tidyName(field(sysctl, 'machdep.cpu.brand_string') ?? source.os.cpuModel()) || source.os.arch,
    cpuId: ['hw.cpufamily', 'hw.cputype'].flatMap((name) => field(sysctl, name) ?? []).join('/'),
    isa: instructionSets(extensions(sysctl ?? '')),
    usableCores: logicalCores,
    logicalCores,
    physicalCores,
    machine: {
      logicalCores,
      physicalCores,
      sockets: number('hw.packages') ?? 1,
      performanceCores: kinds > 1 ? number('hw.perflevel0.physicalcpu') : null,
      quotaCores: null,
    },
    numaNodes: 1,
    cacheBytes: {
      l1d: number('hw.perflevel0.l1dcachesize', 'hw.l1dcachesize'),
      l2: number('hw.perflevel0.l2cachesize', 'hw.l2cachesize'),
      l3: number('hw.l3cachesize') || null,
    },
    memoryLimitBytes: limitBytes,
    memoryAvailableBytes: Math.min(limitBytes, available ?? source.os.freeMemoryBytes()),
    virtualised: virtual === null ? null : virtual === 1,
  };
}

/** Intel Macs list features by name; Apple silicon has one switch for each. */
function extensions(sysctl: string): string[] {
  const listed = ['machdep.cpu.features', 'machdep.cpu.leaf7_features'].flatMap((name) =>
    (field(sysctl, name) ?? '').split(/\s+/),
  );
  const switches = [...sysctl.matchAll(/^hw\.optional\.(?:arm\.)?(\w+): 1$/gm)];
  return [...listed, ...switches.map((match) => match[1] ?? '')];
}

/** Free pages and those that can be taken at once; null where vm_stat says nothing. */
async function readAvailableBytes(source: HostSource): Promise<number | null> {
  const vmStat = await source.run('vm_stat', []);
  const pageBytes = Number(/page size of (\d+) bytes/.exec(vmStat ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(pageBytes)) return null;
  const kinds = ['free', 'inactive', 'speculative', 'purgeable'];
  const pages = kinds.map((kind) => Number.parseInt(field(vmStat, `Pages ${kind}`) ?? '0', 10));
  return pageBytes * pages.reduce((sum, count) => sum + count, 0);
}
