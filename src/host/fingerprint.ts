import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical-json.ts';
import type { GpuFacts } from '../space/host-facts.ts';
import type { PlatformFacts } from './platform-facts.ts';

type Parts = Readonly<Record<string, string | number | boolean>>;

/** What besides the machine decides performance. */
interface FingerprintContext {
  readonly platform: string;
  readonly arch: string;
  readonly runtimeVersion: string;
  readonly gpus: readonly GpuFacts[];
}

/**
 * What decides performance, by name. Left out: host name, frequency, load, free memory, kernel and Node.js version.
 * Memory counts by the next power of two, because the total a kernel reports moves by some MB with every update. Of
 * GPUs only the names of NVIDIA's count, without driver and memory: what is known of a host's CPU outlasts an update.
 */
export function fingerprintParts(facts: PlatformFacts, context: FingerprintContext): Parts {
  const { cacheBytes: cache, machine } = facts;
  return {
    platform: `${context.platform}-${context.arch}`,
    cpu_model: facts.cpuModel,
    cpu_id: facts.cpuId,
    isa: facts.isa.join(' '),
    usable_cores: Math.round(facts.usableCores * 100) / 100,
    logical_cores: facts.logicalCores,
    physical_cores: facts.physicalCores,
    machine_physical_cores: machine.physicalCores,
    sockets: machine.sockets,
    numa_nodes: facts.numaNodes,
    l1d_bytes: cache.l1d ?? 'unknown',
    l2_bytes: cache.l2 ?? 'unknown',
    l3_bytes: cache.l3 ?? 'unknown',
    memory_class_bytes: 2 ** Math.ceil(Math.log2(Math.max(1, facts.memoryLimitBytes))),
    virtualised: facts.virtualised ?? 'unknown',
    gpus: nvidiaNames(context.gpus),
    runtime_version: context.runtimeVersion,
  };
}

function nvidiaNames(gpus: readonly GpuFacts[]): string {
  return gpus
    .filter(({ vendor }) => vendor === 'nvidia')
    .map(({ name }) => name)
    .join(', ');
}

/** First 16 hex digits of the SHA-256 of the parts: enough to tell hosts apart (64 bits), short enough to read. */
export function fingerprintOf(parts: Parts): string {
  return createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, 16);
}
