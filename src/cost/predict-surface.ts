import type { OperatorFamily } from '../../operators/operator.ts';
import { once } from '../core/once.ts';
import type { Configuration } from '../space/configuration.ts';
import { estimateMemoryBytes } from '../space/memory-estimate.ts';
import type { SpaceModel } from '../space/space-request.ts';
import type { Constant, HostConstants } from './host-constants.ts';
import {
  type FamilyTime,
  type LoadTimes,
  type LoadTimesRequest,
  loadTimes,
  type TimesOf,
} from './load-times.ts';
import type { Load } from './run-time.ts';
import { familyConstants } from './unit-time.ts';

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

export interface SurfaceRequest extends LoadTimesRequest {
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
 * fitted each family, weighted by the family's share of the time. `timesOf` may be shared with others that ask for times
 * of the same model.
 */
export function predictSurface(
  configurations: readonly Configuration[],
  request: SurfaceRequest,
  timesOf: TimesOf = loadTimes(request),
): readonly Prediction[] {
  const [first] = configurations;
  if (first === undefined) return [];
  const reference = timesOf(first);
  const spreads = new Map<LoadTimes, Spread>();
  return configurations.map((configuration, i) => {
    const times = timesOf(configuration);
    const spread = once(spreads, times, () => spreadOf(times, reference, request.host));
    const { batchSize, instances } = configuration;
    return {
      configuration,
      runMs: times.runMs,
      throughputIps: (1000 * batchSize * instances) / times.runMs,
      logDeviation: spread.own,
      relativeLogDeviation: i === 0 ? 0 : spread.relative,
      memoryBytes: estimateMemoryBytes(configuration, request.model),
    };
  });
}

/** Standard deviations of the logarithm of a time, and of its ratio to the reference's. */
interface Spread {
  readonly own: number;
  readonly relative: number;
}

function spreadOf(times: LoadTimes, reference: LoadTimes, host: HostConstants): Spread {
  const sharing = sharingVariance(host, times.load);
  const ratio = ratioVariance(times.families, reference.families, host);
  return {
    own: Math.sqrt(residualVariance(times.families, host) + sharing),
    relative: Math.sqrt(ratio + sharing + STEP_DEVIATION ** 2),
  };
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
