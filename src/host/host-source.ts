/** CPU time in ms since boot of one CPU, as every platform tells it. */
export interface CpuClock {
  readonly busyMs: number;
  readonly idleMs: number;
}

/** What Node.js itself knows of the machine on every platform; functions, because the answers change. */
export interface OsFacts {
  /** `process.platform`: linux, darwin, win32, … */
  readonly platform: string;
  /** `process.arch`: x64, arm64, … */
  readonly arch: string;
  readonly nodeVersion: string;
  readonly totalMemoryBytes: number;
  /** CPUs this process may use, as far as libuv can tell. */
  readonly availableParallelism: number;
  freeMemoryBytes(): number;
  /** Model name of the first CPU, possibly empty. */
  cpuModel(): string;
  cpuClocks(): readonly CpuClock[];
  /** Mean run-queue length over the last minute; 0 where the platform has none. */
  loadAverage(): number;
  /** CPU time this process has used, in ms. */
  ownCpuMs(): number;
}

/** Where facts about the host come from: the running system, or a recorded tree of another machine. */
export interface HostSource {
  readonly os: OsFacts;
  /** Contents of a small text file; null where it is absent or unreadable. */
  readText(path: string): string | null;
  /** Names in a folder; empty where it is absent or unreadable. */
  list(path: string): readonly string[];
  /** What a command wrote to stdout; null where it is missing, too slow or says nothing. */
  run(command: string, args: readonly string[]): Promise<string | null>;
  pause(ms: number): Promise<void>;
}
