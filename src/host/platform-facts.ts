import type { HostFacts, MachineFacts } from '../space/host-facts.ts';

/** What a platform's own reader finds out; the rest of `HostFacts` is the same everywhere. */
export interface PlatformFacts
  extends Pick<
    HostFacts,
    | 'cpuModel'
    | 'isa'
    | 'usableCores'
    | 'logicalCores'
    | 'physicalCores'
    | 'numaNodes'
    | 'cacheBytes'
    | 'memoryLimitBytes'
    | 'memoryAvailableBytes'
    | 'virtualised'
  > {
  readonly machine: MachineFacts;
  /**
   * Family, model and stepping (or maker, part and variant) as numbers: virtual machines hide the model's name, and
   * one model number can stand for two generations. Empty where not told.
   */
  readonly cpuId: string;
}

/** White space of firmware and kernels made single. */
export function tidyName(name: string): string {
  return name.replace(/\0/g, '').trim().replace(/\s+/g, ' ');
}
