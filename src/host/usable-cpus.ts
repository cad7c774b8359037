import { cgroupChain } from './cgroup-folders.ts';
import { parseCpuList } from './cpu-list.ts';
import { field } from './field-text.ts';
import type { HostSource } from './host-source.ts';

const CPU_FOLDER = '/sys/devices/system/cpu';

/** CPUs that are switched on, by number. Empty where the kernel does not tell. */
export function readOnlineCpus(source: HostSource): readonly number[] {
  return parseCpuList(source.readText(`${CPU_FOLDER}/online`));
}

/**
 * CPUs this process may run on: online, in its affinity mask, and in its cpuset. The mask can name CPUs that are
 * not there, and a cpuset written after the mask was set need not be in it yet: hence the intersection of all three.
 */
export function readUsableCpus(source: HostSource): readonly number[] {
  const online = readOnlineCpus(source);
  const allowed = parseCpuList(field(source.readText('/proc/self/status'), 'Cpus_allowed_list'));
  const cpuset = readCpuset(source);
  const sets = [online, allowed, cpuset].filter((set) => set.length > 0);
  const [first = [], ...others] = sets;
  return first.filter((cpu) => others.every((set) => set.includes(cpu)));
}

function readCpuset(source: HostSource): readonly number[] {
  const chain = cgroupChain(source, 'cpuset');
  const name = chain?.version === 2 ? 'cpuset.cpus.effective' : 'cpuset.effective_cpus';
  for (const folder of chain?.folders ?? []) {
    const cpus = parseCpuList(source.readText(`${folder}/${name}`));
    if (cpus.length > 0) return cpus;
  }
  return [];
}
