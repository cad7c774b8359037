import { createDeviceMonitor } from '../host/device-monitor.ts';
import { createDisturbanceMonitor } from '../host/disturbance-monitor.ts';
import { readProcessMemory } from '../host/process-memory.ts';
import { readHostFacts } from '../host/read-host-facts.ts';
import { createSystemSource } from '../host/system-source.ts';
import { installedRuntimeVersion } from '../probe/installed-runtime.ts';
import type { MemoryLimits } from '../probe/memory-watch.ts';
import { readRuntimeFacts } from '../probe/runtime-facts.ts';
import type { HostFacts } from '../space/host-facts.ts';
import type { DeviceMonitor } from '../study/device-monitor.ts';
import type { DisturbanceMonitor } from '../study/disturbance-monitor.ts';

/** This machine: what it is, and the instruments that watch it while something is measured. */
export interface Machine {
  readonly facts: HostFacts;
  readonly monitor: DisturbanceMonitor;
  readonly devices: DeviceMonitor;
  /** What probing may take. */
  readonly memoryLimits: MemoryLimits;
}

/** Share of the memory limit that probing may fill before the newest process is ended. */
const MEMORY_SHARE = 0.9;

/** What this machine is, without asking the runtime or watching other programs: milliseconds, for what measures nothing. */
export async function identifyMachine(): Promise<HostFacts> {
  const runtime = { version: installedRuntimeVersion(), providers: ['cpu'] };
  return readHostFacts(createSystemSource(), runtime, { watch: false });
}

/** Reads what this machine is; takes about half a second, part of which a process is asked about the runtime. */
export async function describeMachine(): Promise<Machine> {
  const source = createSystemSource();
  const runtime = await readRuntimeFacts();
  const facts = await readHostFacts(source, runtime);
  return {
    facts,
    monitor: createDisturbanceMonitor(source),
    devices: createDeviceMonitor(source),
    memoryLimits: {
      memoryLimitBytes: MEMORY_SHARE * Math.min(facts.memoryLimitBytes, facts.memoryAvailableBytes),
      residentBytes: (pid) => readProcessMemory(source, pid)?.residentBytes ?? null,
      peakResidentBytes: (pid) => readProcessMemory(source, pid)?.peakResidentBytes ?? null,
    },
  };
}
