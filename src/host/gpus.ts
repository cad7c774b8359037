import type { GpuFacts } from '../space/host-facts.ts';
import { amdGpus } from './amd-gpus.ts';
import { appleGpus } from './apple-gpus.ts';
import type { HostSource } from './host-source.ts';
import { nvidiaGpus } from './nvidia-gpus.ts';

/**
 * The GPUs whose drivers tell of them: NVIDIA's through nvidia-smi, AMD's through sysfs, those of a Mac through
 * system_profiler, which takes a second and is asked only by the `patient`. Empty without any.
 */
export async function readGpus(
  source: HostSource,
  { patient }: { readonly patient: boolean },
): Promise<readonly GpuFacts[]> {
  if (source.os.platform === 'darwin') return patient ? appleGpus(source) : [];
  return [...(await nvidiaGpus(source)), ...amdGpus(source)];
}
