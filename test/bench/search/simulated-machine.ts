import type { HostConstants, LevelConstants } from '../../../src/cost/host-constants.ts';
import { runTimeMs } from '../../../src/cost/run-time.ts';
import type { Configuration } from '../../../src/space/configuration.ts';
import type { SearchSpace } from '../../../src/space/search-space.ts';
import type { SurfaceModel } from '../support/known-models.ts';
import { spaceModelOf } from './law-prior.ts';
import { scaledHost } from './simulated-host.ts';
import { sizedSpace } from './sized-space.ts';

/** A machine that nobody measured: the cost law with the constants of a measured one, changed. */
export interface SimulatedMachine {
  readonly name: string;
  /** Processor cores, between which instances and threads choose. */
  readonly cores: number;
  /** What is believed of it. */
  readonly believed: HostConstants;
  /** A model as its work falls on this machine. */
  modelOn(model: SurfaceModel): SurfaceModel;
  /** A configuration as the law understands it here. */
  asRun(configuration: Configuration): Configuration;
}

/** Multiprocessors of the simulated GPU; the kernels of a session may use all of them. */
const MULTIPROCESSORS = 80;
/** Arithmetic of one beside that of a measured core: 15 TFLOP/s in all. */
const FASTER = 1.5;
/** Parallel pieces of a kernel that it takes to fill a multiprocessor. */
const PIECES = 256;
/** Launch of a kernel and the gap before the next, ms; 900 GB/s and a cache of 40 MB for all. */
const LAUNCH_MS = 0.005;
const DRAM_BYTES_PER_MS = 9e8;
const CACHE_BYTES = 40e6;
/** Cores beside the GPU. */
const GPU_HOST_CORES = 16;

/** By name: `16-core` and any other number, or `gpu`. */
export function simulatedMachine(name: string, measured: HostConstants): SimulatedMachine {
  if (name === 'gpu') return gpuMachine(measured);
  const cores = Number(/^(\d+)-core$/.exec(name)?.[1] ?? Number.NaN);
  if (!(cores > 0)) throw new Error(`there is no simulated machine ${name}: try 16-core or gpu`);
  return {
    name,
    cores,
    believed: scaledHost(measured, cores),
    modelOn: (model) => model,
    asRun: (configuration) => configuration,
  };
}

/** Sessions take turns on it, and threads of the processor are without effect: what those do is left to what no law explains. */
function gpuMachine(measured: HostConstants): SimulatedMachine {
  const { sharing, memory } = measured;
  const flat = (bytesPerMs: number): LevelConstants => ({
    bytesPerMs: { ...memory.dram.bytesPerMs, value: bytesPerMs / MULTIPROCESSORS },
    scaling: { ...memory.dram.scaling, value: 1 },
  });
  const families = Object.entries(measured.families).map(([family, own]) => {
    const flopsPerMs = { ...own.flopsPerMs, value: FASTER * own.flopsPerMs.value };
    return [family, { ...own, flopsPerMs, overheadMs: { ...own.overheadMs, value: LAUNCH_MS } }];
  });
  return {
    name: 'gpu',
    cores: GPU_HOST_CORES,
    believed: {
      ...measured,
      cores: MULTIPROCESSORS,
      families: Object.fromEntries(families) as HostConstants['families'],
      memory: {
        ...memory,
        dram: flat(DRAM_BYTES_PER_MS),
        l3: flat(4 * DRAM_BYTES_PER_MS),
        l3Bytes: { ...memory.l3Bytes, value: CACHE_BYTES },
      },
      sharing: { ...sharing, gapMs: { ...sharing.gapMs, value: LAUNCH_MS } },
    },
    modelOn: (model) => ({ ...model, workAt: coarser(model.workAt) }),
    asRun: (configuration) => ({ ...configuration, intraOpThreads: 0 }),
  };
}

/** Kernels whose parallel pieces are counted by the multiprocessors they fill. */
function coarser(workAt: SurfaceModel['workAt']): SurfaceModel['workAt'] {
  return (batch) => {
    const work = workAt(batch);
    const units = work.units.map((u) => ({ ...u, width: Math.max(1, u.width / PIECES) }));
    return { ...work, units };
  };
}

/** As in recorded surfaces: batches are as large as one run of one thread takes no more than this. */
const LONGEST_RUN_MS = 3000;
const LARGEST_BATCH = 256;

/** The space of a model on a machine of about this size. */
export function spaceOn(machine: SimulatedMachine, model: SurfaceModel, size: number): SearchSpace {
  const own = machine.modelOn(model);
  const load = { instances: 1, threads: 1, spinning: true };
  const isShort = (batch: number): boolean =>
    runTimeMs(own.workAt(batch * own.baseBatch), machine.believed, load) <= LONGEST_RUN_MS;
  let largest = LARGEST_BATCH;
  while (largest > 2 && !isShort(largest)) largest /= 2;
  return sizedSpace(spaceModelOf(own.workAt, own.baseBatch), machine.cores, size, largest);
}

/** The same space as the law understands it, in the same order. */
export function spaceAsRun({ asRun }: SimulatedMachine, space: SearchSpace): SearchSpace {
  return {
    ...space,
    configurations: space.configurations.map(asRun),
    reference: asRun(space.reference),
  };
}
