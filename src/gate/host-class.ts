import type { HostFacts } from '../space/host-facts.ts';

/**
 * What makes ratios between configurations comparable from machine to machine: the kernels the runtime chooses (architecture and
 * instruction sets), how many cores there are to share, and what runs the model. Absolute figures need the same fingerprint.
 */
export interface HostClass {
  /** Operating system and architecture: `linux-x64`. */
  readonly platform: string;
  readonly isa: readonly string[];
  readonly usableCores: number;
  readonly provider: string;
}

export function hostClassOf(host: HostFacts, provider: string): HostClass {
  return {
    platform: host.platform,
    isa: host.isa,
    usableCores: Math.round(100 * host.usableCores) / 100,
    provider,
  };
}

/** In what two classes differ, for people: `2 usable cores locked, 4 here`; empty where they are equal. */
export function classDifferences(locked: HostClass, here: HostClass): readonly string[] {
  const missing = locked.isa.filter((name) => !here.isa.includes(name));
  const added = here.isa.filter((name) => !locked.isa.includes(name));
  return [
    ...(locked.platform === here.platform
      ? []
      : [`${locked.platform} locked, ${here.platform} here`]),
    ...(missing.length === 0 ? [] : [`without ${missing.join(', ')}`]),
    ...(added.length === 0 ? [] : [`with ${added.join(', ')} besides`]),
    ...(locked.usableCores === here.usableCores
      ? []
      : [`${locked.usableCores} usable cores locked, ${here.usableCores} here`]),
    ...(locked.provider === here.provider
      ? []
      : [`provider ${locked.provider} locked, ${here.provider} here`]),
  ];
}
