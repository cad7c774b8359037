import { type CgroupChain, cgroupChain } from './cgroup-folders.ts';
import { kilobyteField, numberField, wholeNumber } from './field-text.ts';
import type { HostSource } from './host-source.ts';

/** Memory in bytes that this process may use, and how much of it is free or can be freed at once. */
export interface MemoryFacts {
  readonly limitBytes: number;
  readonly availableBytes: number;
}

/** From /proc/meminfo and the limits of this process's cgroup and its parents: the tightest one wins. */
export function readMemoryFacts(source: HostSource): MemoryFacts {
  const meminfo = source.readText('/proc/meminfo');
  let limitBytes = kilobyteField(meminfo, 'MemTotal') ?? source.os.totalMemoryBytes;
  let availableBytes = kilobyteField(meminfo, 'MemAvailable') ?? source.os.freeMemoryBytes();
  const chain = cgroupChain(source, 'memory');
  if (chain === null) return { limitBytes, availableBytes };
  for (const folder of chain.folders) {
    const group = readGroup(source, chain, folder);
    if (group === null) continue;
    limitBytes = Math.min(limitBytes, group.limitBytes);
    availableBytes = Math.min(availableBytes, group.availableBytes);
  }
  return { limitBytes, availableBytes };
}

function readGroup(source: HostSource, chain: CgroupChain, folder: string): MemoryFacts | null {
  const number = (name: string): number | null => wholeNumber(source.readText(`${folder}/${name}`));
  const stat = source.readText(`${folder}/memory.stat`);
  // memory.high does not kill, it slows down by reclaim: for measuring that is a limit too
  const limits =
    chain.version === 2
      ? [number('memory.max'), number('memory.high')]
      : [number('memory.limit_in_bytes')];
  const limitBytes = Math.min(...limits.map((limit) => limit ?? Number.POSITIVE_INFINITY));
  if (limitBytes === Number.POSITIVE_INFINITY) return null;
  const used = number(chain.version === 2 ? 'memory.current' : 'memory.usage_in_bytes') ?? 0;
  const evictable =
    numberField(stat, chain.version === 2 ? 'inactive_file' : 'total_inactive_file') ?? 0;
  return { limitBytes, availableBytes: Math.max(0, limitBytes - Math.max(0, used - evictable)) };
}
