import type { GraphWork, WorkUnit } from '../work/work-unit.ts';

/** A kernel the runtime ran: the name it gave the node, and the time. */
export interface TimedKernel {
  readonly node: string;
  readonly ms: number;
}

/** A unit of work with the time of all kernels that do it. */
export interface TimedUnit {
  readonly unit: WorkUnit;
  readonly ms: number;
}

export interface MatchedKernels {
  /** Units of which a kernel was seen, with the time of all of them. */
  readonly units: readonly TimedUnit[];
  /** By kernel; null for those of no known unit: layout changes the runtime added, fusions it named anew. */
  readonly owners: readonly (WorkUnit | null)[];
}

/**
 * What the runtime adds to the names of nodes it converts: `_nchwc` (blocked layout), `_token_7` (quantised groups),
 * `/MatMulScaleFusion/` and the like (checked with onnxruntime 1.30).
 */
const ADDED = /(_nchwc|_token_\d+|\/?[A-Za-z]+Fusion\/)+$/;

/** Finds the unit of each kernel by name. */
export function matchKernels(work: GraphWork, kernels: readonly TimedKernel[]): MatchedKernels {
  const owner = new Map<string, number>();
  work.units.forEach((unit, i) => {
    for (const name of [...unit.outputs, ...unit.nodes, unit.node]) owner.set(name, i);
  });
  owner.delete('');
  const times = new Map<number, number>();
  const owners = kernels.map((kernel) => {
    const unit = owner.get(kernel.node) ?? owner.get(kernel.node.replace(ADDED, ''));
    if (unit === undefined) return null;
    times.set(unit, (times.get(unit) ?? 0) + kernel.ms);
    return work.units[unit] ?? null;
  });
  return {
    units: [...times].map(([i, ms]) => ({ unit: work.units[i] as WorkUnit, ms })),
    owners,
  };
}
