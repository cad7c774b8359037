import { isAccelerator } from './accelerators.ts';
import type { Configuration } from './configuration.ts';
import type { SpaceRequest } from './space-request.ts';

/** Threads at once per usable core: none more than cores by default, up to twice as many in the wide space. */
const OVERSUBSCRIPTION = { default: 1, wide: 2 } as const;

/** How many threads this host takes, and how many the runtime starts when it is told nothing. */
export interface CoreBudget {
  /** Usable cores; a fraction that a quota grants counts as a whole one, or its share would stay unused. */
  readonly cores: number;
  /** Most threads at once of a valid configuration. */
  readonly capacity: number;
  /** Threads behind the value 0. */
  readonly defaultThreads: number;
  /** Whether less CPU time is granted than the cores could give: then threads that spin waste it. */
  readonly quotaBinds: boolean;
}

/**
 * The runtime's default counts the physical cores of the whole machine, also inside a container that may use two of
 * them; where the whole machine is unknown, the usable ones stand in.
 */
export function coreBudget(host: SpaceRequest['host'], wide: boolean): CoreBudget {
  const cores = Math.max(1, Math.ceil(host.usableCores));
  return {
    cores,
    capacity: cores * (wide ? OVERSUBSCRIPTION.wide : OVERSUBSCRIPTION.default),
    defaultThreads: host.machine?.physicalCores ?? host.physicalCores,
    quotaBinds: (host.machine?.quotaCores ?? host.logicalCores) < host.logicalCores,
  };
}

/**
 * Threads of all instances that can be busy at once. In parallel mode each thread of the inter-op pool runs operators,
 * and one of them shares the intra-op pool's workers: intra + inter − 1. With an accelerator one thread per instance
 * hands work over; the pool stands idle but for operators that fall back to the CPU.
 */
export function threadsAtOnce(c: Configuration, defaultThreads: number): number {
  if (isAccelerator(c.provider)) return c.instances;
  const intra = c.intraOpThreads === 0 ? defaultThreads : c.intraOpThreads;
  if (c.executionMode === 'sequential') return c.instances * intra;
  const inter = c.interOpThreads === 0 ? defaultThreads : c.interOpThreads;
  return c.instances * (intra + inter - 1);
}
