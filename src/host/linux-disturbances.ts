import { readQuotaThrottling } from './cpu-quota.ts';
import { kilobyteField } from './field-text.ts';
import type { HostSource } from './host-source.ts';
import { readMemoryFacts } from './memory-facts.ts';
import { powerSigns, readSwappedPages, readThermalEvents } from './power-signs.ts';
import { readUsableCpus } from './usable-cpus.ts';

/** Swap in use above this share of memory says that memory was short; less is the kernel tidying up. */
const NOTABLE_SWAP_SHARE = 0.05;
const SHORT_MEMORY_SHARE = 0.1;
/** Share of throttled periods since the group was made that is worth a word. */
const NOTABLE_THROTTLING = 0.01;

/** Counters whose growth over a sample tells what goes on right now. */
interface Counters {
  readonly thermalEvents: number | null;
  readonly swappedPages: number;
}

/** Begins a sample; the function returned ends it and says what disturbs measuring on this Linux machine. */
export function watchLinuxDisturbances(source: HostSource): () => string[] {
  const cpus = readUsableCpus(source);
  const before = readCounters(source, cpus);
  return () => {
    const after = readCounters(source, cpus);
    return [
      ...powerSigns(source, cpus),
      thermalSign(before, after),
      quotaSign(source),
      ...memorySigns(source, after.swappedPages > before.swappedPages),
    ].filter((sign) => sign !== null);
  };
}

function readCounters(source: HostSource, cpus: readonly number[]): Counters {
  return {
    thermalEvents: readThermalEvents(source, cpus),
    swappedPages: readSwappedPages(source),
  };
}

function thermalSign(before: Counters, after: Counters): string | null {
  const events = (after.thermalEvents ?? 0) - (before.thermalEvents ?? 0);
  return events > 0
    ? 'CPUs are slowed down by heat right now: let the machine cool, or improve its cooling.'
    : null;
}

function quotaSign(source: HostSource): string | null {
  const throttling = readQuotaThrottling(source);
  const share = throttling === null ? 0 : throttling.throttledPeriods / throttling.periods;
  if (share <= NOTABLE_THROTTLING) return null;
  return `The CPU quota stopped this container in ${Math.round(share * 100)} % of its periods so far: give it whole cores (a cpuset) for steadier results.`;
}

function memorySigns(source: HostSource, swapping: boolean): (string | null)[] {
  const meminfo = source.readText('/proc/meminfo');
  const total = kilobyteField(meminfo, 'SwapTotal') ?? 0;
  const used = total - (kilobyteField(meminfo, 'SwapFree') ?? total);
  const memory = readMemoryFacts(source);
  const swapSign = swapping
    ? 'The machine is swapping right now: free memory before measuring.'
    : `Swap in use: ${gibibytes(used)} GiB; what was swapped out makes the first runs slow: free memory before measuring.`;
  const shortSign = `Only ${gibibytes(memory.availableBytes)} GiB of ${gibibytes(memory.limitBytes)} GiB of memory are available: large batches and many instances may not fit.`;
  return [
    swapping || used > NOTABLE_SWAP_SHARE * memory.limitBytes ? swapSign : null,
    memory.availableBytes < SHORT_MEMORY_SHARE * memory.limitBytes ? shortSign : null,
  ];
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
