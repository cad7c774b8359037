import type { HostFacts } from '../space/host-facts.ts';
import { createDisturbanceMonitor } from './disturbance-monitor.ts';
import { readFallbackFacts } from './fallback-facts.ts';
import { fingerprintOf, fingerprintParts } from './fingerprint.ts';
import { readGpus } from './gpus.ts';
import type { HostSource } from './host-source.ts';
import { watchLinuxDisturbances } from './linux-disturbances.ts';
import { readLinuxFacts } from './linux-facts.ts';
import { loadSigns } from './load-signs.ts';
import { macosDisturbances } from './macos-disturbances.ts';
import { readMacosFacts } from './macos-facts.ts';
import type { PlatformFacts } from './platform-facts.ts';

/** How long other programs are watched: 25 ticks of CPU time per core, enough to see 4 % on one core. */
const SAMPLE_MS = 250;

/** The runtime as its package reports it. */
export interface RuntimeFacts {
  readonly version: string;
  /** Execution providers whose code is installed, as it names them in JavaScript. */
  readonly providers: readonly string[];
  /** Those it knows but whose libraries are not installed. */
  readonly lackingProviders?: readonly string[];
}

/**
 * What this machine is and what disturbs measuring on it now. Takes about a quarter of a second, in which it watches
 * other programs; `watch: false` leaves that out, and the disturbances empty. Never fails: what a platform does not tell
 * is null, or Node.js' own answer.
 */
export async function readHostFacts(
  source: HostSource,
  runtime: RuntimeFacts,
  { watch = true }: { readonly watch?: boolean } = {},
): Promise<HostFacts> {
  const { os } = source;
  const facts = await readPlatformFacts(source);
  const gpus = await readGpus(source, { patient: watch });
  const disturbances = watch ? await sampleDisturbances(source, facts) : [];
  const parts = fingerprintParts(facts, {
    platform: os.platform,
    arch: os.arch,
    runtimeVersion: runtime.version,
    gpus,
  });
  const { cpuId: _cpuId, ...shown } = facts;
  return {
    ...shown,
    fingerprint: fingerprintOf(parts),
    fingerprintParts: parts,
    platform: `${os.platform}-${os.arch}`,
    gpus,
    runtimeVersion: runtime.version,
    nodeVersion: os.nodeVersion,
    providers: runtime.providers,
    ...(runtime.lackingProviders && { lackingProviders: runtime.lackingProviders }),
    canFreeze: os.platform !== 'win32', // Windows has no SIGSTOP
    disturbances,
  };
}

async function readPlatformFacts(source: HostSource): Promise<PlatformFacts> {
  switch (source.os.platform) {
    case 'linux':
      return readLinuxFacts(source);
    case 'darwin':
      return readMacosFacts(source);
    default:
      return readFallbackFacts(source);
  }
}

async function sampleDisturbances(source: HostSource, facts: PlatformFacts): Promise<string[]> {
  const { os } = source;
  const platformSigns =
    os.platform === 'linux' ? watchLinuxDisturbances(source) : () => macosSigns(source);
  const monitor = createDisturbanceMonitor(source);
  const ownBefore = os.ownCpuMs();
  const start = monitor.snapshot();
  await source.pause(SAMPLE_MS);
  const sample = monitor.since(start, os.ownCpuMs() - ownBefore);
  const load = loadSigns(sample, os.loadAverage(), facts.machine.logicalCores);
  return [...load, ...(await platformSigns())];
}

async function macosSigns(source: HostSource): Promise<string[]> {
  return source.os.platform === 'darwin' ? macosDisturbances(source) : [];
}
