import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import * as os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { CpuClock, HostSource, OsFacts } from './host-source.ts';

/** Longest wait for a command such as nvidia-smi, which can hang on a broken driver. */
const COMMAND_LIMIT_MS = 3000;

/** The machine this process runs on. */
export function createSystemSource(): HostSource {
  return { os: systemFacts(), readText, list, run, pause: (ms) => pause(ms) };
}

function systemFacts(): OsFacts {
  return {
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.versions.node,
    totalMemoryBytes: os.totalmem(),
    availableParallelism: os.availableParallelism(),
    freeMemoryBytes: () => os.freemem(),
    cpuModel: () => os.cpus()[0]?.model ?? '',
    cpuClocks: () => os.cpus().map(clockOf),
    loadAverage: () => os.loadavg()[0] ?? 0,
    ownCpuMs: () => {
      const used = process.cpuUsage();
      return (used.user + used.system) / 1000;
    },
  };
}

function clockOf(cpu: os.CpuInfo): CpuClock {
  const { user, nice, sys, irq, idle } = cpu.times;
  return { busyMs: user + nice + sys + irq, idleMs: idle };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // absent, forbidden, or a sysfs file that answers EINVAL or ENODEV: all mean "not known"
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

/** Output counts also when the command fails: sysctl prints what it knows and exits 1 for the rest. */
function run(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const options = {
      timeout: COMMAND_LIMIT_MS,
      windowsHide: true,
      killSignal: 'SIGKILL',
    } as const;
    execFile(command, args, options, (_error, stdout) => resolve(stdout === '' ? null : stdout));
  });
}
