import { readProcessMemory } from '../../src/host/process-memory.ts';
import { createSystemSource } from '../../src/host/system-source.ts';

const source = createSystemSource();

/** What a prober needs to know of processes on the machine the tests run on. */
export const processSource = {
  residentBytes: (pid: number): number | null =>
    readProcessMemory(source, pid)?.residentBytes ?? null,
  peakResidentBytes: (pid: number): number | null =>
    readProcessMemory(source, pid)?.peakResidentBytes ?? null,
};
