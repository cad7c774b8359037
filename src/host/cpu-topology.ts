import { parseCpuList } from './cpu-list.ts';
import { wholeNumber } from './field-text.ts';
import type { HostSource } from './host-source.ts';

const CPU_FOLDER = '/sys/devices/system/cpu';

/** How logical CPUs share cores, packages and memory. */
export interface CpuTopology {
  readonly physicalCores: number;
  readonly sockets: number;
  readonly numaNodes: number;
  /** Physical cores of the faster kind on a hybrid CPU; null where all are alike. */
  readonly performanceCores: number | null;
}

/** Topology of the given CPUs; a CPU the kernel says nothing about counts as a core of its own. */
export function readCpuTopology(source: HostSource, cpus: readonly number[]): CpuTopology {
  const coreOf = new Map(cpus.map((cpu) => [cpu, coreId(source, cpu)]));
  const packages = cpus.map((cpu) =>
    wholeNumber(source.readText(`${CPU_FOLDER}/cpu${cpu}/topology/physical_package_id`)),
  );
  const fast = fastCpus(source, cpus);
  return {
    physicalCores: new Set(coreOf.values()).size,
    sockets: Math.max(1, new Set(packages.filter((p) => p !== null && p >= 0)).size),
    numaNodes: countNumaNodes(source, cpus),
    performanceCores: fast === null ? null : new Set(fast.map((cpu) => coreOf.get(cpu))).size,
  };
}

/** Lowest CPU number of the core, which all its SMT siblings agree on. */
function coreId(source: HostSource, cpu: number): number {
  const folder = `${CPU_FOLDER}/cpu${cpu}/topology`;
  const siblings =
    source.readText(`${folder}/core_cpus_list`) ??
    source.readText(`${folder}/thread_siblings_list`);
  return parseCpuList(siblings)[0] ?? cpu;
}

/** The faster of two kinds of CPU, or null where there is one kind only. */
function fastCpus(source: HostSource, cpus: readonly number[]): readonly number[] | null {
  // x86 hybrids register a performance-monitoring unit for each kind
  const intelFast = new Set(parseCpuList(source.readText('/sys/devices/cpu_core/cpus')));
  const isIntelHybrid = source.readText('/sys/devices/cpu_atom/cpus') !== null;
  if (isIntelHybrid && intelFast.size > 0) return split(cpus, (cpu) => intelFast.has(cpu));
  // arm64 gives each CPU a relative capacity, 1024 for the fastest
  const capacity = new Map(
    cpus.map((cpu) => [cpu, wholeNumber(source.readText(`${CPU_FOLDER}/cpu${cpu}/cpu_capacity`))]),
  );
  const highest = Math.max(...[...capacity.values()].map((c) => c ?? 0));
  return split(cpus, (cpu) => (capacity.get(cpu) ?? highest) >= highest);
}

function split(cpus: readonly number[], fast: (cpu: number) => boolean): readonly number[] | null {
  const chosen = cpus.filter(fast);
  return chosen.length === 0 || chosen.length === cpus.length ? null : chosen;
}

function countNumaNodes(source: HostSource, cpus: readonly number[]): number {
  const folder = '/sys/devices/system/node';
  const nodes = source
    .list(folder)
    .filter((name) => /^node\d+$/.test(name))
    .map((name) => parseCpuList(source.readText(`${folder}/${name}/cpulist`)));
  return Math.max(1, nodes.filter((members) => members.some((cpu) => cpus.includes(cpu))).length);
}
