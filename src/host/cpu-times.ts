import type { CpuTimes } from '../study/disturbance-monitor.ts';
import type { HostSource } from './host-source.ts';

/** /proc counts in USER_HZ, which Linux fixes at 100 for user space on every architecture Node.js runs on. */
const TICK_MS = 10;

/**
 * CPU time of the given CPUs together, of all when `cpus` is null. On Linux from /proc/stat, whose user time already
 * contains guest time; elsewhere from Node.js, which knows of no steal.
 */
export function readCpuTimes(source: HostSource, cpus: ReadonlySet<number> | null): CpuTimes {
  const stat = source.os.platform === 'linux' ? source.readText('/proc/stat') : null;
  if (stat !== null) return sumLines(stat, cpus);
  const clocks = source.os.platform === 'linux' ? [] : source.os.cpuClocks();
  return {
    busyMs: clocks.reduce((sum, clock) => sum + clock.busyMs, 0),
    idleMs: clocks.reduce((sum, clock) => sum + clock.idleMs, 0),
    stealMs: 0,
  };
}

function sumLines(stat: string, cpus: ReadonlySet<number> | null): CpuTimes {
  const sum = { busyMs: 0, idleMs: 0, stealMs: 0 };
  for (const line of cpuLines(stat, cpus)) {
    const [
      ,
      user = 0,
      nice = 0,
      system = 0,
      idle = 0,
      iowait = 0,
      irq = 0,
      softirq = 0,
      steal = 0,
    ] = line.split(/\s+/).map(Number);
    sum.busyMs += (user + nice + system + irq + softirq) * TICK_MS;
    sum.idleMs += (idle + iowait) * TICK_MS;
    sum.stealMs += steal * TICK_MS;
  }
  return sum;
}

/** The first line is the sum over all CPUs, one line per CPU follows, then interrupts, which can be very long. */
function cpuLines(stat: string, cpus: ReadonlySet<number> | null): readonly string[] {
  if (cpus === null) return [stat.slice(0, stat.indexOf('\n'))];
  const lines = stat.slice(0, stat.indexOf('intr')).split('\n');
  return lines.filter((line) => cpus.has(Number(/^cpu(\d+) /.exec(line)?.[1] ?? Number.NaN)));
}
