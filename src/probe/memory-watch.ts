import { WorkerFailure } from './worker-failure.ts';

/** What worker processes may take together, and how to see what they take. */
export interface MemoryLimits {
  readonly memoryLimitBytes: number;
  /** Resident memory of a process now, bytes; null where the platform does not tell. */
  readonly residentBytes: (pid: number) => number | null;
  /**
   * Highest resident memory of a process so far, bytes; null where the platform does not tell. Better than what a process
   * says of itself: on Linux that starts at the peak of the process that started it.
   */
  readonly peakResidentBytes: (pid: number) => number | null;
}

/** Resident memory of all these processes together, bytes. */
export function totalResidentBytes(
  pids: readonly number[],
  { residentBytes }: MemoryLimits,
): number {
  return [...new Set(pids)].reduce((total, pid) => total + (residentBytes(pid) ?? 0), 0);
}

/** A failure where these processes take more than they may, else null. */
export function watchMemory(pids: readonly number[], limits: MemoryLimits): WorkerFailure | null {
  const used = totalResidentBytes(pids, limits);
  if (used <= limits.memoryLimitBytes) return null;
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return new WorkerFailure(
    'out-of-memory',
    `needs more than the ${gib(limits.memoryLimitBytes)} that may be used (${gib(used)} in use)`,
  );
}
