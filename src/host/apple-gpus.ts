import type { GpuFacts } from '../space/host-facts.ts';
import type { HostSource } from './host-source.ts';

/** Members of what `system_profiler SPDisplaysDataType -json` prints of each GPU. */
interface Display {
  readonly sppci_model?: unknown;
  readonly spdisplays_vram?: unknown;
}

/** GPUs of a Mac; empty where system_profiler says nothing. Apple's own share the machine's memory: theirs is null. */
export async function appleGpus(source: HostSource): Promise<readonly GpuFacts[]> {
  const output = await source.run('system_profiler', ['SPDisplaysDataType', '-json']);
  return displaysOf(output).flatMap(({ sppci_model: name, spdisplays_vram: memory }) =>
    typeof name === 'string'
      ? [{ name, memoryBytes: gibibytes(memory), vendor: 'apple' as const, driverVersion: null }]
      : [],
  );
}

function displaysOf(output: string | null): readonly Display[] {
  try {
    const { SPDisplaysDataType: displays } = JSON.parse(output ?? '{}') as Record<string, unknown>;
    return Array.isArray(displays) ? (displays as readonly Display[]) : [];
  } catch {
    return []; // cut short by the time limit
  }
}

/** Bytes of `8 GB` or `1536 MB`, which are powers of two here. */
function gibibytes(text: unknown): number | null {
  const match = /^(\d+) (GB|MB)$/.exec(typeof text === 'string' ? text : '');
  return match === null ? null : Number(match[1]) * (match[2] === 'GB' ? 2 ** 30 : 2 ** 20);
}
