import type { WorkUnit } from '../work/work-unit.ts';
import type { FamilyConstants, HostConstants, LevelConstants } from './host-constants.ts';

/** Under which conditions a unit of work runs. */
export interface Conditions {
  /** Threads of the session, at least 1. */
  readonly threads: number;
  /** Whether idle threads spin. */
  readonly spinning: boolean;
  /** Instances that run at the same time, this one included. */
  readonly instances: number;
  /** Bytes the whole model touches in a run: weights that do not fit a cache come from the next level every time. */
  readonly workingSetBytes: number;
}

/** How sharply time turns from the longer of computing and moving data into their sum: (C^p + M^p)^(1/p). */
const OVERLAP = 2;

/** How suddenly data fall out of a cache they outgrow. */
const CACHE_STEP = 3;

/**
 * Time of one execution of a unit, ms: the roofline model (Williams et al. 2009) with Amdahl's law and the level of the
 * memory hierarchy that the data come from,
 *
 *   time = overhead + steps · step + sync + max(compute / speedup, bytes / bandwidth(level, speedup))
 *
 * with a smooth maximum: threads that a kernel does not use move no data either. Families that were not calibrated take the constants of `elementwise`.
 */
export function unitTimeMs(unit: WorkUnit, host: HostConstants, at: Conditions): number {
  const family = familyConstants(host, unit.family);
  const threads = Math.max(1, Math.min(at.threads, unit.width, host.cores));
  const serial = Math.min(1, family.serialShare.value);
  const speedup = 1 / (serial + (1 - serial) / threads);
  const compute = computeMs(unit, family) / speedup;
  const memory = family.traffic.value * transferMs(unit, host, { ...at, threads: speedup });
  const busy = (compute ** OVERLAP + memory ** OVERLAP) ** (1 / OVERLAP);
  const { syncMs, wakeMs } = host.sharing;
  const sync = at.threads > 1 ? (at.spinning ? syncMs.value : wakeMs.value) : 0;
  return family.overheadMs.value + unit.steps * family.stepMs.value + sync + busy;
}

/** Constants of a family, or of the plainest one where it was not calibrated. */
export function familyConstants(host: HostConstants, family: WorkUnit['family']): FamilyConstants {
  const own = host.families[family] ?? host.families.elementwise;
  if (own === undefined) throw new Error('host constants without elementwise operators');
  return own;
}

/** On one thread. */
function computeMs(unit: WorkUnit, family: FamilyConstants): number {
  const { product } = unit;
  const narrow =
    product === null
      ? 1
      : 1 + family.narrowing.value * (1 / Math.max(1, product.n) + 1 / Math.max(1, product.k));
  return (unit.flops * narrow) / family.flopsPerMs.value;
}

/** Activations once, weights once a step: those that fit a core's own cache stay there from step to step. */
function transferMs(unit: WorkUnit, host: HostConstants, at: Conditions): number {
  const moved = unit.bytesRead + unit.bytesWritten;
  const activations = moved * msPerByte(moved + unit.weightBytes, host, at);
  const first = unit.weightBytes * msPerByte(at.workingSetBytes, host, at);
  const further = (unit.steps - 1) * unit.weightBytes * msPerByte(unit.weightBytes, host, at);
  return activations + first + further;
}

/** Time per byte, for one instance, of data that share the caches with `bytes` between two uses. */
function msPerByte(bytes: number, { memory, cores }: HostConstants, at: Conditions): number {
  const { l2, l3, dram } = memory;
  const active = Math.min(cores, at.threads * at.instances);
  const shared = (level: LevelConstants): number =>
    (level.bytesPerMs.value * active ** level.scaling.value) / at.instances;
  const inL2 = hitShare(bytes, memory.l2Bytes * at.threads);
  const inL3 = hitShare(bytes, memory.l3Bytes.value / at.instances);
  const own = l2.bytesPerMs.value * at.threads ** l2.scaling.value;
  return inL2 / own + (1 - inL2) * (inL3 / shared(l3) + (1 - inL3) / shared(dram));
}

/** Share of accesses that a cache serves: a soft step where the data outgrow it. */
function hitShare(bytes: number, capacity: number): number {
  return 1 / (1 + (bytes / Math.max(1, capacity)) ** CACHE_STEP);
}
