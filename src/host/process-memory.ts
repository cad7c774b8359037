import { kilobyteField } from './field-text.ts';
import type { HostSource } from './host-source.ts';

/** Memory of one process right now, in bytes. */
export interface ProcessMemory {
  readonly residentBytes: number;
  /** Highest resident memory so far; null where not told. */
  readonly peakResidentBytes: number | null;
}

/** Resident memory of a process; null where it is gone or the platform has no /proc. Cheap. */
export function readProcessMemory(source: HostSource, pid: number): ProcessMemory | null {
  const status = source.readText(`/proc/${pid}/status`);
  const residentBytes = kilobyteField(status, 'VmRSS');
  if (residentBytes === null) return null; // gone, a zombie or a kernel thread
  return { residentBytes, peakResidentBytes: kilobyteField(status, 'VmHWM') };
}

/**
 * Proportional memory of a process in bytes: pages shared by n processes count 1/n, so that instances add up to what
 * they really take together. The kernel walks all mappings for it (milliseconds for large ones); null where unreadable.
 */
export function readProportionalBytes(source: HostSource, pid: number): number | null {
  return kilobyteField(source.readText(`/proc/${pid}/smaps_rollup`), 'Pss');
}
