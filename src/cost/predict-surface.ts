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

/** Law error of a ratio that nothing else explains: the step from one number of threads, instances or samples to another. */
const STEP_DEVIATION = 0.05;

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
  let first: ReadonlyMap<string, number> | null = null;
  return configurations.map((configuration) => {
    const { batchSize, instances } = configuration;
    const load = loadOf(configuration, request.defaultThreads);
    const work = workAt(batchSize);
    const runMs = runTimeMs(work, request.host, load);
    const shares = familyShares(work, request.host, load);
    const isFirst = first === null;
    first ??= shares;
    const sharing = sharingVariance(request.host, load);
    return {
      configuration,
      runMs,
      throughputIps: (1000 * batchSize * instances) / runMs,
      logDeviation: Math.sqrt(residualVariance(shares, new Map(), request.host) + sharing),
      relativeLogDeviation: isFirst
        ? 0
        : Math.sqrt(residualVariance(shares, first, request.host) + sharing + STEP_DEVIATION ** 2),
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

/** Share of the predicted time of one run by family. */
export function familyShares(
  work: GraphWork,
  host: HostConstants,
  load: Load,
): ReadonlyMap<string, number> {
  const at = { ...load, workingSetBytes: workingSetBytes(work) };
  const times = new Map<string, number>();
  let total = 0;
  for (const unit of work.units) {
    const ms = unit.times * unitTimeMs(unit, host, at);
    times.set(unit.family, (times.get(unit.family) ?? 0) + ms);
    total += ms;
  }
  return new Map([...times].map(([family, ms]) => [family, total === 0 ? 0 : ms / total]));
}

function residualVariance(
  shares: ReadonlyMap<string, number>,
  against: ReadonlyMap<string, number>,
  host: HostConstants,
): number {
  let variance = 0;
  for (const family of new Set([...shares.keys(), ...against.keys()])) {
    const { residual } = familyConstants(host, family as never);
    variance += (((shares.get(family) ?? 0) - (against.get(family) ?? 0)) * residual) ** 2;
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
