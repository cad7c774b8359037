import type { CpuTimes, DisturbanceMonitor } from '../study/disturbance-monitor.ts';
import type { Disturbance } from '../study/trial.ts';
import { readCpuTimes } from './cpu-times.ts';
import type { HostSource } from './host-source.ts';
import { readOnlineCpus, readUsableCpus } from './usable-cpus.ts';

/**
 * Watches the CPUs this process may use: what runs on the others of a large machine is not counted. Resolution is one
 * tick of 10 ms per CPU, so shares of windows below 100 ms are coarse.
 */
export function createDisturbanceMonitor(source: HostSource): DisturbanceMonitor {
  const usable = readUsableCpus(source);
  const all = usable.length === 0 || usable.length === readOnlineCpus(source).length;
  const cpus = all ? null : new Set(usable);
  const snapshot = (): CpuTimes => readCpuTimes(source, cpus);
  return {
    snapshot,
    since: (start, ownCpuMs) => disturbanceBetween(start, snapshot(), ownCpuMs),
  };
}

/** Shares of the CPU time that passed; counters that ran backwards (the kernel lets iowait do so) count as still. */
function disturbanceBetween(start: CpuTimes, end: CpuTimes, ownCpuMs: number): Disturbance {
  const busy = Math.max(0, end.busyMs - start.busyMs);
  const idle = Math.max(0, end.idleMs - start.idleMs);
  const steal = Math.max(0, end.stealMs - start.stealMs);
  const total = busy + idle + steal;
  if (total === 0) return { stealShare: 0, backgroundShare: 0 };
  return { stealShare: steal / total, backgroundShare: Math.max(0, busy - ownCpuMs) / total };
}
