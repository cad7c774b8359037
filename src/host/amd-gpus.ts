import type { GpuFacts } from '../space/host-facts.ts';
import type { HostSource } from './host-source.ts';

const DRM = '/sys/class/drm';
const AMD = '0x1002';

/** AMD GPUs as the Linux kernel's driver shows them in sysfs; empty elsewhere. */
export function amdGpus(source: HostSource): readonly GpuFacts[] {
  if (source.os.platform !== 'linux') return [];
  return source
    .list(DRM)
    .filter((name) => /^card\d+$/.test(name))
    .flatMap((card) => {
      const read = (file: string): string | null =>
        source.readText(`${DRM}/${card}/device/${file}`)?.trim() ?? null;
      if (read('vendor') !== AMD) return [];
      const busy = count(read('gpu_busy_percent'));
      return [
        {
          name: read('product_name') || `AMD GPU ${read('device') ?? ''}`.trim(),
          memoryBytes: count(read('mem_info_vram_total')),
          vendor: 'amd' as const,
          driverVersion: source.readText('/sys/module/amdgpu/version')?.trim() || null,
          memoryUsedBytes: count(read('mem_info_vram_used')),
          utilisation: busy === null ? null : Math.min(1, busy / 100),
        },
      ];
    });
}

function count(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
