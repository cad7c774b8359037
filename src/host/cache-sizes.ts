import type { HostFacts } from '../space/host-facts.ts';
import { parseCpuList } from './cpu-list.ts';
import { wholeNumber } from './field-text.ts';
import type { HostSource } from './host-source.ts';

type CacheSizes = HostFacts['cacheBytes'];

interface Cache {
  readonly level: number;
  readonly type: string;
  readonly bytes: number;
  readonly sharedBy: readonly number[];
}

const UNIT: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** L1 data and L2 cache of the first CPU, and the sum of all L3 caches the CPUs reach; null where not told. */
export function readCacheSizes(source: HostSource, cpus: readonly number[]): CacheSizes {
  const first = cpus[0];
  const own = first === undefined ? [] : readCaches(source, first);
  return {
    l1d: own.find((c) => c.level === 1 && c.type !== 'Instruction')?.bytes ?? null,
    l2: own.find((c) => c.level === 2)?.bytes ?? null,
    l3: sumOfL3(source, cpus),
  };
}

/** Reads one CPU per L3 cache: a large server has hundreds of CPUs and sixteen files for each. */
function sumOfL3(source: HostSource, cpus: readonly number[]): number | null {
  const counted = new Set<number>();
  let bytes: number | null = null;
  for (const cpu of cpus) {
    if (counted.has(cpu)) continue;
    const cache = readCaches(source, cpu).find((c) => c.level === 3);
    if (cache === undefined) continue;
    for (const sharer of cache.sharedBy) counted.add(sharer);
    bytes = (bytes ?? 0) + cache.bytes;
  }
  return bytes;
}

function readCaches(source: HostSource, cpu: number): Cache[] {
  const folder = `/sys/devices/system/cpu/cpu${cpu}/cache`;
  return source
    .list(folder)
    .filter((name) => /^index\d+$/.test(name))
    .flatMap((name) => {
      const read = (file: string): string =>
        (source.readText(`${folder}/${name}/${file}`) ?? '').trim();
      const size = /^(\d+)([KMG]?)$/.exec(read('size'));
      if (size === null) return [];
      return [
        {
          level: wholeNumber(read('level')) ?? 0,
          type: read('type'),
          bytes: Number(size[1]) * (UNIT[size[2] ?? ''] ?? 1),
          sharedBy: parseCpuList(read('shared_cpu_list')),
        },
      ];
    });
}
