import type { GpuFacts } from '../space/host-facts.ts';
import type { HostSource } from './host-source.ts';

const QUERY = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'] as const;

/** NVIDIA GPUs the driver reports; empty without a driver. Asks nvidia-smi only where its driver is loaded. */
export async function readGpus(source: HostSource): Promise<readonly GpuFacts[]> {
  const mayHaveDriver =
    source.os.platform === 'win32' || source.readText('/proc/driver/nvidia/version') !== null;
  if (!mayHaveDriver) return [];
  const output = await source.run('nvidia-smi', QUERY);
  return (output ?? '').split('\n').flatMap((line) => {
    const match = /^(.+),\s*(\d+|\[N\/A\])\s*$/.exec(line.trim());
    if (match === null) return [];
    const mebibytes = Number(match[2]);
    return [
      {
        name: (match[1] ?? '').trim(),
        memoryBytes: Number.isNaN(mebibytes) ? null : mebibytes * 2 ** 20,
      },
    ];
  });
}
