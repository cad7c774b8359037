import type { HostFacts } from '../space/host-facts.ts';
import type { ProviderState } from '../space/provider-state.ts';
import type { BuiltSpace } from '../space/space-request.ts';

/** Counts up when a name of the document changes its meaning or goes away. */
const SCHEMA_VERSION = 1;

/** What `tune host --json` prints: plain data, names in snake_case with their units. */
export function hostJson(
  host: HostFacts,
  space: BuiltSpace,
  states: readonly ProviderState[] = [],
): Record<string, unknown> {
  return {
    schema_version: SCHEMA_VERSION,
    fingerprint: host.fingerprint,
    fingerprint_parts: host.fingerprintParts,
    platform: host.platform,
    cpu_model: host.cpuModel,
    isa: host.isa,
    usable_cores: host.usableCores,
    logical_cores: host.logicalCores,
    physical_cores: host.physicalCores,
    machine: host.machine === undefined ? null : snakeCased(host.machine),
    numa_nodes: host.numaNodes,
    cache_bytes: host.cacheBytes,
    memory_limit_bytes: host.memoryLimitBytes,
    memory_available_bytes: host.memoryAvailableBytes,
    virtualised: host.virtualised,
    gpus: (host.gpus ?? []).map(snakeCased),
    runtime_version: host.runtimeVersion,
    node_version: host.nodeVersion,
    providers: host.providers,
    provider_states: states.map((state) => ({
      provider: state.provider,
      status: state.status,
      reason: state.status === 'works' ? null : state.reason,
      command: state.status === 'not-installed' ? state.command : null,
    })),
    can_freeze: host.canFreeze,
    disturbances: host.disturbances,
    space: {
      size: space.configurations.length,
      knobs: Object.fromEntries(space.knobs.map((knob) => [snakeCase(knob.name), knob.values])),
      reference: snakeCased(space.reference),
      excluded: space.excluded,
    },
  };
}

function snakeCased(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [snakeCase(key), value]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
