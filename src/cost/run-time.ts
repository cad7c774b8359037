import type { GraphWork } from '../work/work-unit.ts';
import type { HostConstants } from './host-constants.ts';
import { type Conditions, unitTimeMs } from './unit-time.ts';

/** How the instances of a configuration use a host. */
export interface Load {
  readonly instances: number;
  /** Threads of each, at least 1. */
  readonly threads: number;
  readonly spinning: boolean;
}

/**
 * Time of one run of a model in each of the instances that run it at the same time, ms. Instances within the cores share
 * caches and bandwidth; beyond them they take turns, which costs most where the threads of one wait for each other.
 */
export function runTimeMs(work: GraphWork, host: HostConstants, load: Load): number {
  const at = conditionsOf(load, host, workingSetBytes(work));
  let kernels = 0;
  let totalMs = 0;
  for (const unit of work.units) {
    kernels += unit.times;
    totalMs += unit.times * unitTimeMs(unit, host, at);
  }
  return loadedMs({ kernels, totalMs }, host, load);
}

/** Under which conditions the kernels of a model run that touches so many bytes. */
export function conditionsOf(load: Load, { cores }: HostConstants, workingSet: number): Conditions {
  return {
    threads: load.threads,
    spinning: load.spinning,
    instances: Math.min(load.instances, Math.max(1, cores / load.threads)),
    workingSetBytes: workingSet,
  };
}

/** Time of a run of so many kernels that take `totalMs` together while nobody is in the way, ms. */
export function loadedMs(
  { kernels, totalMs }: { readonly kernels: number; readonly totalMs: number },
  { sharing, cores }: HostConstants,
  load: Load,
): number {
  const demand = load.instances * load.threads;
  const others = cores > 1 ? (Math.min(demand, cores) - 1) / (cores - 1) : 0;
  const busy = totalMs * (1 + sharing.busy.value * others);
  const run = busy + kernels * sharing.gapMs.value + sharing.runMs.value;
  if (demand <= cores) return run;
  const waiting = load.threads > 1 ? sharing.barriers : sharing.turns;
  return (run * (1 + waiting.value) * demand) / cores;
}

/** Bytes a run touches: all weights, and the largest transfer of one unit for the activations that are live. */
export function workingSetBytes(work: GraphWork): number {
  let weights = 0;
  let largest = 0;
  for (const unit of work.units) {
    weights += unit.weightBytes;
    largest = Math.max(largest, unit.bytesRead + unit.bytesWritten);
  }
  return weights + largest;
}
