import type { OperatorFamily } from '../../operators/operator.ts';
import { once } from '../core/once.ts';
import type { Configuration } from '../space/configuration.ts';
import type { GraphWork, WorkUnit } from '../work/work-unit.ts';
import type { HostConstants } from './host-constants.ts';
import { conditionsOf, type Load, loadedMs, workingSetBytes } from './run-time.ts';
import { unitTimeMs } from './unit-time.ts';

/** What one family has of the predicted time of a run. */
export interface FamilyTime {
  /** Time of its kernels in one run of one instance that has its cores to itself, ms. */
  readonly ms: number;
  readonly share: number;
  /** Sum of the squared shares of its kernels in the whole. */
  readonly squares: number;
}

/** What a run takes under one load. */
export interface LoadTimes {
  readonly load: Load;
  /** Time of one run (one batch) in each instance, ms. */
  readonly runMs: number;
  readonly families: ReadonlyMap<OperatorFamily, FamilyTime>;
}

export interface LoadTimesRequest {
  /** Work of one run at a batch size. */
  readonly workAt: (batch: number) => GraphWork;
  readonly host: HostConstants;
  /** Threads behind the runtime's default of 0. */
  readonly defaultThreads: number;
}

/** Predicted times of configurations. */
export type TimesOf = (configuration: Configuration) => LoadTimes;

/** Units that take the same time: deep models repeat their blocks. */
interface AlikeUnits {
  readonly unit: WorkUnit;
  /** Sum of their executions per run, and of the squares. */
  times: number;
  squares: number;
}

interface CompactWork {
  readonly alike: readonly AlikeUnits[];
  readonly kernels: number;
  readonly workingSetBytes: number;
}

interface KernelTimes {
  readonly kernels: number;
  readonly totalMs: number;
  readonly families: ReadonlyMap<OperatorFamily, FamilyTime>;
}

/**
 * Times of any number of configurations of one model, each distinct piece of it worked out once: the work of a batch
 * size, the kernels of what shares their conditions, and the run of what loads the host alike. Execution mode,
 * optimisation level and arena are taken to be without effect.
 */
export function loadTimes({ workAt, host, defaultThreads }: LoadTimesRequest): TimesOf {
  const works = new Map<number, CompactWork>();
  const kernels = new Map<string, KernelTimes>();
  const runs = new Map<string, LoadTimes>();
  return (configuration) => {
    const { batchSize } = configuration;
    const load = loadOf(configuration, defaultThreads);
    const spins = load.spinning ? 's' : 'w';
    return once(runs, `${batchSize}/${load.threads}/${load.instances}/${spins}`, () => {
      const work = once(works, batchSize, () => compactWork(workAt(batchSize)));
      const at = conditionsOf(load, host, work.workingSetBytes);
      const key = `${batchSize}/${at.threads}/${at.instances}/${spins}`;
      const times = once(kernels, key, () =>
        kernelTimes(work, (unit) => unitTimeMs(unit, host, at)),
      );
      return { load, runMs: loadedMs(times, host, load), families: times.families };
    });
  };
}

/** How a configuration loads a host on which the runtime starts `defaultThreads` threads when it is told nothing. */
export function loadOf(c: Configuration, defaultThreads: number): Load {
  return {
    instances: c.instances,
    threads: c.intraOpThreads === 0 ? defaultThreads : c.intraOpThreads,
    spinning: c.spinning,
  };
}

function compactWork(work: GraphWork): CompactWork {
  const alike = new Map<string, AlikeUnits>();
  let kernels = 0;
  for (const unit of work.units) {
    kernels += unit.times;
    const group = once(alike, shapeKey(unit), () => ({ unit, times: 0, squares: 0 }));
    group.times += unit.times;
    group.squares += unit.times ** 2;
  }
  return { alike: [...alike.values()], kernels, workingSetBytes: workingSetBytes(work) };
}

/** Everything `unitTimeMs` looks at. */
function shapeKey(u: WorkUnit): string {
  const { family, flops, bytesRead, bytesWritten, weightBytes, width, steps, product } = u;
  const shape = product === null ? '' : `${product.n}x${product.k}`;
  return `${family}/${flops}/${bytesRead}/${bytesWritten}/${weightBytes}/${width}/${steps}/${shape}`;
}

function kernelTimes(
  { alike, kernels }: CompactWork,
  msOf: (unit: WorkUnit) => number,
): KernelTimes {
  const each = alike.map(({ unit }) => msOf(unit));
  const totalMs = alike.reduce((sum, { times }, i) => sum + times * (each[i] ?? 0), 0);
  const whole = Math.max(Number.MIN_VALUE, totalMs);
  const families = new Map<OperatorFamily, FamilyTime>();
  alike.forEach(({ unit, times, squares }, i) => {
    const unitMs = each[i] ?? 0;
    const before = families.get(unit.family) ?? { ms: 0, share: 0, squares: 0 };
    families.set(unit.family, {
      ms: before.ms + times * unitMs,
      share: before.share + (times * unitMs) / whole,
      squares: before.squares + squares * (unitMs / whole) ** 2,
    });
  });
  return { kernels, totalMs, families };
}
