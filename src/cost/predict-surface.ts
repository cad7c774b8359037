import type { OperatorFamily } from '../../operators/operator.ts';
import type { Configuration } from '../space/configuration.ts';
import { estimateMemoryBytes } from '../space/memory-estimate.ts';
import type { SpaceModel } from '../space/space-request.ts';
import type { GraphWork } from '../work/work-unit.ts';
import type { Constant, HostConstants } from './host-constants.ts';
import { type Load, runTimeMs, workingSetBytes } from './run-time.ts';
import { familyConstants, unitTimeMs } from './unit-time.ts';

/** What the cost law expects of one configuration, before anything was run. */
export interface Prediction {
  readonly configuration: Configuration;
  /** Time of one run (one batch) in each instance, ms. */
  readonly runMs: number;
  /** Samples per second of all instances together. */
  readonly throughputIps: number;
  /** Standard deviation of the logarithm of `throughputIps`. */
  readonly logDeviation: number;
  /** Standard deviation of the logarithm of its ratio to the first configuration: what they share cancels. */
  readonly relativeLogDeviation: number;
  /** Memory of all instances, bytes; a lower bound where the model's sizes are not known. */
  readonly memoryBytes: number;
}

export interface SurfaceRequest {
  /** Work of one run at a batch size. */
  readonly workAt: (batch: number) => GraphWork;
  readonly host: HostConstants;
  /** Threads behind the runtime's default of 0. */
  readonly defaultThreads: number;
  readonly model: SpaceModel;
}

/**
 * How much of a family's residual all its kernels share; the rest differs from shape to shape, and averages out over the
 * kernels of a model.
 */
const SHARED_RESIDUAL = 0.2;

/**
 * Law error of a ratio that nothing else explains: the step from one number of threads, instances or samples to another. Set so
 * that 95 % intervals hold about that share of the surfaces in datasets (npm run bench:prediction).
 */
const STEP_DEVIATION = 0.16;

/**
 * Predicts every configuration, in order: the sum of its units' times (`runTimeMs`), with a variance from how well the law
 * fitted each family, weighted by the family's share of the time. Execution mode, optimisation level and arena are
 * taken to be without effect.
 */
export function predictSurface(
  configurations: readonly Configuration[],
  request: SurfaceRequest,
): readonly Prediction[] {
  const works = new Map<number, GraphWork>();
  const workAt = (batch: number): GraphWork => {
    const work = works.get(batch) ?? request.workAt(batch);
    works.set(batch, work);
    return work;
  };
  let first: ReadonlyMap<OperatorFamily, FamilyTime> | null = null;
  return configurations.map((configuration) => {
    const { batchSize, instances } = configuration;
    const load = loadOf(configuration, request.defaultThreads);
    const work = workAt(batchSize);
    const runMs = runTimeMs(work, request.host, load);
    const times = familyTimes(work, request.host, load);
    const isFirst = first === null;
    first ??= times;
    const sharing = sharingVariance(request.host, load);
    return {
      configuration,
      runMs,
      throughputIps: (1000 * batchSize * instances) / runMs,
      logDeviation: Math.sqrt(residualVariance(times, request.host) + sharing),
      relativeLogDeviation: isFirst
        ? 0
        : Math.sqrt(ratioVariance(times, first, request.host) + sharing + STEP_DEVIATION ** 2),
      memoryBytes: estimateMemoryBytes(configuration, request.model),
    };
  });
}

/** How a configuration loads a host on which the runtime starts `defaultThreads` threads when it is told nothing. */
export function loadOf(c: Configuration, defaultThreads: number): Load {
  return {
    instances: c.instances,
    threads: c.intraOpThreads === 0 ? defaultThreads : c.intraOpThreads,
    spinning: c.spinning,
  };
}

/** What one family has of the predicted time of a run. */
interface FamilyTime {
  readonly share: number;
  /** Sum of the squared shares of its kernels in the whole. */
  readonly squares: number;
}

function familyTimes(
  work: GraphWork,
  host: HostConstants,
  load: Load,
): ReadonlyMap<OperatorFamily, FamilyTime> {
  const at = { ...load, workingSetBytes: workingSetBytes(work) };
  const times = work.units.map((unit) => unit.times * unitTimeMs(unit, host, at));
  const total = Math.max(
    Number.MIN_VALUE,
    times.reduce((a, b) => a + b, 0),
  );
  const families = new Map<OperatorFamily, FamilyTime>();
  work.units.forEach(({ family }, i) => {
    const own = (times[i] ?? 0) / total;
    const { share, squares } = families.get(family) ?? { share: 0, squares: 0 };
    families.set(family, { share: share + own, squares: squares + own ** 2 });
  });
  return families;
}

/** Variance of the logarithm of a run's time that the fit leaves. */
function residualVariance(
  times: ReadonlyMap<OperatorFamily, FamilyTime>,
  host: HostConstants,
): number {
  let variance = 0;
  for (const [family, { share, squares }] of times) {
    const { residual } = familyConstants(host, family);
    variance += residual ** 2 * (SHARED_RESIDUAL * share ** 2 + (1 - SHARED_RESIDUAL) * squares);
  }
  return variance;
}

/** The same for the ratio of two runs: what both spend alike in a family cancels. */
function ratioVariance(
  times: ReadonlyMap<OperatorFamily, FamilyTime>,
  against: ReadonlyMap<OperatorFamily, FamilyTime>,
  host: HostConstants,
): number {
  let variance = 0;
  for (const family of new Set([...times.keys(), ...against.keys()])) {
    const { residual } = familyConstants(host, family);
    const change = (times.get(family)?.share ?? 0) - (against.get(family)?.share ?? 0);
    variance += (change * residual) ** 2;
  }
  return variance;
}

/** Variance that comes from what instances and threads do to each other. */
function sharingVariance({ sharing, cores }: HostConstants, load: Load): number {
  const demand = load.instances * load.threads;
  const of = ({ value, logDeviation }: Constant): number =>
    ((value / (1 + value)) * logDeviation) ** 2;
  const busy = Math.min(demand, cores) > 1 ? of(sharing.busy) : 0;
  const waiting = load.threads > 1 ? of(sharing.barriers) : of(sharing.turns);
  return busy + (demand > cores ? waiting : 0);
}
