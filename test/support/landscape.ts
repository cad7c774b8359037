import { createRandom, type Random } from '../../src/core/random.ts';
import { OVERLOADED_MARGIN } from '../../src/load/overloaded-margin.ts';
import type { Observation } from '../../src/search/strategy.ts';
import { type Configuration, configurationKey } from '../../src/space/configuration.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';

/** What measuring a configuration would tell. Landscapes wrap one another. */
export interface Landscape {
  /** Log-throughput without noise; the truth by which searches are judged. */
  value(configuration: Configuration): number;
  isFeasible(configuration: Configuration): boolean;
  fails(configuration: Configuration): boolean;
  /** Whether it cannot carry the load that it is offered; absent where there is none. */
  overloads?(configuration: Configuration): boolean;
  /** How far each constraint is from being broken, as in `Observation.margins`. */
  margins(configuration: Configuration): readonly number[];
  /** Standard error of a measurement. */
  readonly noise: number;
}

/**
 * Throughput of a made-up model on a made-up host, by plain serving physics: a fixed cost per run that batches share, Amdahl's
 * law inside a run, cores shared between instances, and a cache that large batches outgrow. Every seed is another model.
 */
export function servingLandscape(seed: number, cores: number): Landscape {
  const random = createRandom(`landscape ${seed}`);
  const overhead = 0.05 + 2 * random.next();
  const parallelShare = 0.5 + 0.45 * random.next();
  const threadCost = 0.02 + 0.1 * random.next();
  const cacheBatch = 4 * 2 ** (4 * random.next());
  const cacheLoss = 0.6 * random.next();
  const spinLoss = 0.1 * random.next();
  const value = (c: Configuration): number => {
    const threads = c.intraOpThreads === 0 ? cores : c.intraOpThreads;
    const pinned = c.intraOpThreads === 0 ? 1.03 : 1;
    const speed = pinned / (1 - parallelShare + parallelShare / threads);
    const crowding = Math.max(1, (c.instances * threads) / cores);
    const spilled = 1 + cacheLoss * Math.log2(1 + (c.batchSize * c.instances) / cacheBatch);
    const spin = c.spinning ? 1 + spinLoss * (crowding - 1) : 1 + spinLoss * 0.5;
    const runTime =
      (overhead * (1 + threadCost * threads) + (c.batchSize * spilled) / speed) * crowding * spin;
    return Math.log((c.batchSize * c.instances) / runTime);
  };
  return { value, isFeasible: () => true, fails: () => false, margins: () => [], noise: 0 };
}

/** The landscape measured with this standard error. */
export function noisy(landscape: Landscape, standardError: number): Landscape {
  return { ...landscape, noise: standardError };
}

/** About this share of the configurations misses a constraint, scattered without pattern but always the same ones. */
export function infeasibleByHash(landscape: Landscape, share: number, seed = 0): Landscape {
  const isFeasible = (c: Configuration): boolean =>
    landscape.isFeasible(c) &&
    createRandom(`feasible ${seed} ${configurationKey(c)}`).next() >= share;
  return { ...landscape, isFeasible };
}

/** One more constraint: the time of a run (one batch, in units of the landscape) is at most `most`. */
export function boundedRunTime(landscape: Landscape, most: number): Landscape {
  const margin = (c: Configuration): number =>
    Math.log(most / (c.batchSize * c.instances)) + landscape.value(c);
  return {
    ...landscape,
    isFeasible: (c) => landscape.isFeasible(c) && margin(c) >= 0,
    margins: (c) => [...landscape.margins(c), margin(c)],
  };
}

/**
 * Requests that arrive at a rate (per unit of the landscape's time) behind a dynamic batcher, the objective their tail and a
 * bound on it the constraint: by what a queue does at its utilisation, the run itself and the delay of the batcher. Those
 * whose capacity is below the rate are overloaded.
 */
export function servedUnderLoad(landscape: Landscape, rate: number, bound: number): Landscape {
  const capacity = (c: Configuration): number => Math.exp(landscape.value(c));
  const overloads = (c: Configuration): boolean => capacity(c) <= rate;
  const tail = (c: Configuration): number => {
    const run = (c.batchSize * c.instances) / capacity(c);
    const busy = Math.min(0.95, rate / capacity(c));
    return (c.maxQueueDelayMs ?? 0) + (run * (2 - busy)) / (1 - busy);
  };
  return {
    ...landscape,
    overloads,
    value: (c) => -Math.log(tail(c)),
    isFeasible: (c) => landscape.isFeasible(c) && !overloads(c) && tail(c) <= bound,
    margins: (c) => [...landscape.margins(c), Math.log(bound / tail(c))],
  };
}

/** Some configurations crash. */
export function failingWhere(
  landscape: Landscape,
  fails: (configuration: Configuration) => boolean,
): Landscape {
  return { ...landscape, fails: (c) => landscape.fails(c) || fails(c) };
}

/** One measurement, relative to the space's reference. */
export function observe(
  landscape: Landscape,
  space: SearchSpace,
  configuration: Configuration,
  random: Random,
): Observation {
  if (landscape.fails(configuration)) {
    return {
      configuration,
      status: 'failed',
      value: null,
      standardError: null,
      feasible: false,
      margins: landscape.margins(configuration).map(() => null),
      costS: 1,
    };
  }
  const isReference = configurationKey(configuration) === configurationKey(space.reference);
  if (landscape.overloads?.(configuration) === true && !isReference) {
    return {
      configuration,
      status: 'pruned',
      value: null,
      standardError: null,
      feasible: false,
      margins: landscape.margins(configuration).map(() => OVERLOADED_MARGIN),
      costS: 1,
    };
  }
  const truth = landscape.value(configuration) - landscape.value(space.reference);
  return {
    configuration,
    status: 'measured',
    value: isReference ? 0 : truth + landscape.noise * random.normal(),
    standardError: isReference ? 0 : landscape.noise,
    feasible: landscape.isFeasible(configuration),
    margins: landscape.margins(configuration),
    costS: 1,
  };
}

/** The best true value that could be recommended; -Infinity where there is none. */
export function bestValue(landscape: Landscape, space: SearchSpace): number {
  return space.configurations
    .filter((c) => landscape.isFeasible(c) && !landscape.fails(c))
    .reduce((best, c) => Math.max(best, landscape.value(c)), -Infinity);
}
