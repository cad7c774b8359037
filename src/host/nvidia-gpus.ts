import type { GpuFacts } from '../space/host-facts.ts';
import type { HostSource } from './host-source.ts';

const FIELDS = [
  'name',
  'driver_version',
  'memory.total',
  'memory.used',
  'utilization.gpu',
] as const;
const QUERY = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'] as const;

/** Whether NVIDIA's driver is loaded, as far as can be told without asking it: nvidia-smi without one takes seconds to say so. */
export function mayHaveNvidiaDriver(source: HostSource): boolean {
  return source.os.platform === 'win32' || source.readText('/proc/driver/nvidia/version') !== null;
}

/** NVIDIA GPUs the driver reports, in its own order; empty without a driver. */
export async function nvidiaGpus(source: HostSource): Promise<readonly GpuFacts[]> {
  if (!mayHaveNvidiaDriver(source)) return [];
  const output = await source.run('nvidia-smi', QUERY);
  return csvRows(output, FIELDS.length).map(([name = '', driver = '', total, used, busy]) => ({
    name,
    memoryBytes: mebibytes(total),
    vendor: 'nvidia',
    driverVersion: numberOf(driver) === null ? null : driver,
    memoryUsedBytes: mebibytes(used),
    utilisation: percent(busy),
  }));
}

/** Rows of nvidia-smi's CSV with so many fields; anything else it prints, such as an error, is none. */
export function csvRows(output: string | null, fields: number): readonly (readonly string[])[] {
  return (output ?? '')
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim()))
    .filter((row) => row.length === fields && row[0] !== '');
}

/** Bytes of a field in MiB, the unit nvidia-smi uses for memory; null for `[N/A]` and its like. */
export function mebibytes(field: string | undefined): number | null {
  const value = numberOf(field);
  return value === null ? null : value * 2 ** 20;
}

/** A percentage as a share from 0 to 1; null for `[N/A]` and its like. */
export function percent(field: string | undefined): number | null {
  const value = numberOf(field);
  return value === null ? null : Math.min(1, value / 100);
}

/** The number a field begins with (driver versions have two points); null where it has none. */
function numberOf(field: string | undefined): number | null {
  const match = /^\d+(\.\d+)?/.exec(field ?? '');
  return match === null ? null : Number(match[0]);
}
