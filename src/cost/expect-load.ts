import type { Belief } from '../knowledge/search-prior.ts';
import { blockLengths } from '../load/block-lengths.ts';
import type { Load } from '../load/load.ts';
import { OVERLOADED_MARGIN } from '../load/overloaded-margin.ts';
import type { QueueEstimate } from '../load/queue-estimate.ts';
import { pricePerHour } from '../space/price-per-hour.ts';
import { groundOf, type Outlook, outlook, type View } from './load-outlook.ts';
import type { BusyTimes, LoadTask, QuantileBound } from './load-task.ts';

/** What is to be expected of a configuration under a load. */
export interface LoadExpectation {
  /** Log-ratio of the objective to the reference, higher is better. */
  readonly logRatio: number;
  readonly deviation: number;
  /** Of the bounds, as `Observation.margins`; null where there is none. */
  readonly margins: readonly (Belief | null)[];
}

/**
 * Logarithm of a real p99 over the one that the queue's estimate makes of the right run times: the machine has slow
 * moments, and runs spread. On simulated hosts +0.13 ± 0.06 (1,500 configurations of 13 models, npm run
 * bench:load-search, 29 November 2026). In ten real blocks of 10 s (`tune probe --load poisson:…` of SqueezeNet and
 * OpenSeeFace on a busy 2-core VM, batch 1 and 4, utilisation 0.3 and 0.6), +0.30 ± 0.41 with the drift of the runs themselves
 * since they were measured, +0.20 ± 0.20 without (p50 taken for the same).
 */
const TAIL = { excess: 0.2, deviation: 0.3 };
/** Of the ratio of two goodputs, from the same simulated hosts: 0.10 (980 configurations); true ones are 0.17 below. */
const GOODPUT_DEVIATION = 0.1;
/** How long threads spin between requests is known roughly. */
const CPU_DEVIATION = 0.35;
/** Log of how much worse one is that does not carry the load, for objectives that do not show it themselves. */
const OVERLOAD_PENALTY = 2;
/** Margins of those that keep their bounds at some rate and at none: not so far apart that a trial could not tell better. */
const GOODPUT_MARGIN = { some: 1, none: -0.5 };
/** Least share of a block that the latency of an overloaded configuration reaches. */
const LEAST_WAIT = 0.2;

/**
 * Turns times of runs back to back into what a load makes of them: the batcher of every configuration is simulated with
 * the curve of its session over batch sizes, once with runs that are longer and once with runs that are shorter by the
 * deviation of the times: a queue near its capacity multiplies every error, and what may turn out overloaded is worth less than
 * it is if all goes as expected. What is expected is the mean of both logarithms (Gauss-Hermite quadrature, two nodes). In
 * the order of `members`; `reference` is what all are compared with, and may be among them. 168 configurations take 65 ms
 * of CPU on a cloud VM, and 165 ms where goodputs are asked for; 52 take 25 and 55 ms.
 */
export function expectUnderLoad(
  members: readonly BusyTimes[],
  reference: BusyTimes,
  task: LoadTask,
): readonly LoadExpectation[] {
  const ground = groundOf([...members, reference], task);
  const standard = outlook(reference, ground);
  return members.map((times) =>
    times.configuration === reference.configuration
      ? expectation(standard, standard, task)
      : expectation(outlook(times, ground), standard, task),
  );
}

function expectation(own: Outlook, standard: Outlook, task: LoadTask): LoadExpectation {
  const isReference = own === standard;
  const { middle, spread } = over(own, (view) => score(own, view, task));
  const base = over(standard, (view) => score(standard, view, task)).middle;
  return {
    logRatio: isReference ? 0 : middle - base,
    deviation: isReference ? 0 : deviationOf(own, spread, task),
    margins: task.bounds.map((bound) => (bound === null ? null : marginOf(own, bound, task))),
  };
}

/** Mean and standard deviation of something over what may be. */
function over(
  { quick, slow }: Outlook,
  of: (view: View) => number,
): { readonly middle: number; readonly spread: number } {
  const [low, high] = [of(slow), of(quick)];
  return { middle: (low + high) / 2, spread: Math.abs(high - low) / 2 };
}

/** Log of how good it is at the objective, up to a constant. */
function score({ times }: Outlook, { queue, goodput }: View, task: LoadTask): number {
  const penalty = queue.stable ? 0 : OVERLOAD_PENALTY;
  const { load } = task;
  switch (task.objective) {
    case 'latency':
      return -Math.log(quantileMs(queue, 0.99, load));
    case 'throughput':
      return Math.log(throughputOf(queue, times, load));
    case 'efficiency':
      return -Math.log(times.cpuMs) - penalty;
    case 'goodput':
      return Math.log(goodput?.perS ?? throughputOf(queue, times, load));
    case 'cost':
      return -Math.log(pricePerHour(times.configuration, task)) - penalty;
  }
}

/** Samples served per second: of a closed load the share of the capacity that its clients keep busy. */
function throughputOf(at: QueueEstimate, { configuration, runMs }: BusyTimes, load: Load): number {
  if (load.kind !== 'closed') return Math.min(load.ratePerS, at.capacityPerS);
  const perRunMs = (runMs * at.meanBatch) / configuration.batchSize;
  const busyPerS = at.p50Ms > 0 ? (1000 * load.clients) / at.p50Ms : 1000 / perRunMs;
  return Math.min(busyPerS, at.capacityPerS);
}

function deviationOf(own: Outlook, spread: number, task: LoadTask): number {
  const { relativeDeviation } = own.times;
  switch (task.objective) {
    case 'latency':
      return Math.hypot(Math.max(spread, relativeDeviation), TAIL.deviation);
    case 'throughput':
      return Math.max(spread, task.load.kind === 'closed' ? relativeDeviation : 0);
    case 'efficiency':
      return Math.hypot(spread, relativeDeviation, CPU_DEVIATION);
    case 'goodput':
      return Math.hypot(relativeDeviation, GOODPUT_DEVIATION);
    case 'cost':
      return spread;
  }
}

function marginOf(
  own: Outlook,
  { quantile, boundMs }: QuantileBound,
  { load, objective }: LoadTask,
): Belief {
  const { middle, spread } = over(own, ({ queue, goodput }) => {
    // At its goodput a configuration keeps its bounds: they are what the goodput is judged by. Some have none.
    if (objective === 'goodput') {
      return goodput?.holds === false ? GOODPUT_MARGIN.none : GOODPUT_MARGIN.some;
    }
    const margin = Math.log(boundMs / quantileMs(queue, quantile, load)) - TAIL.excess;
    return queue.stable ? margin : Math.min(margin, OVERLOADED_MARGIN);
  });
  return { value: middle, deviation: Math.hypot(spread, TAIL.deviation) };
}

/** Between the two quantiles that are simulated the logarithm is taken as straight over the logarithm of the share beyond. */
function quantileMs(at: QueueEstimate, quantile: number, load: Load): number {
  if (!at.stable || !Number.isFinite(at.p99Ms)) return overloadedMs(at, load);
  const weight = Math.log(0.5 / (1 - quantile)) / Math.log(0.5 / 0.01);
  return Math.exp((1 - weight) * Math.log(at.p50Ms) + weight * Math.log(at.p99Ms));
}

/** A queue that grows over the length of a block: requests at its end wait for what came too much before. */
function overloadedMs(at: QueueEstimate, load: Load): number {
  const { windowMs } = blockLengths(load);
  const excess = load.kind === 'closed' ? 1 : 1 - at.capacityPerS / load.ratePerS;
  return Math.max(LEAST_WAIT, excess) * windowMs;
}
