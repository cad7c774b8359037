import type { GpuFacts } from '../space/host-facts.ts';
import type { DeviceMonitor } from '../study/device-monitor.ts';
import { readGpus } from './gpus.ts';
import type { HostSource } from './host-source.ts';
import { csvRows, mayHaveNvidiaDriver, mebibytes } from './nvidia-gpus.ts';

const PROCESSES = [
  '--query-compute-apps=pid,used_memory',
  '--format=csv,noheader,nounits',
] as const;

/** Watches the GPUs of this machine through their drivers' own tools; every reading is null where there are none. */
export function createDeviceMonitor(source: HostSource): DeviceMonitor {
  const hasNvidia = mayHaveNvidiaDriver(source);
  return {
    read: async (pids) => {
      const [gpus, processes] = await Promise.all([
        readGpus(source, { patient: false }),
        hasNvidia ? source.run('nvidia-smi', PROCESSES) : null,
      ]);
      return {
        processBytes: processBytes(processes, pids),
        usedBytes: known(
          gpus,
          (gpu) => gpu.memoryUsedBytes,
          (a, b) => a + b,
        ),
        utilisation: known(
          gpus,
          (gpu) => gpu.utilisation,
          (a, b) => Math.max(a, b),
        ),
      };
    },
  };
}

/**
 * Memory of these processes in the driver's list; null where none of them is on it: inside a container the driver knows
 * processes by other numbers, and those that draw instead of computing (Vulkan) are on another list.
 */
function processBytes(output: string | null, pids: readonly number[]): number | null {
  const own = new Set(pids.map(String));
  const sizes = csvRows(output, 2).flatMap(([pid = '', used]) => {
    const bytes = mebibytes(used);
    return own.has(pid) && bytes !== null ? [bytes] : [];
  });
  return sizes.length === 0 ? null : sizes.reduce((sum, bytes) => sum + bytes, 0);
}

function known(
  gpus: readonly GpuFacts[],
  value: (gpu: GpuFacts) => number | null | undefined,
  join: (a: number, b: number) => number,
): number | null {
  const values = gpus.map(value).filter((v): v is number => typeof v === 'number');
  return values.length === 0 ? null : values.reduce(join);
}
