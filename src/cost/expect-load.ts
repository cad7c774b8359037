import type { Belief } from '../knowledge/search-prior.ts';
import { blockLengths } from '../load/block-lengths.ts';
import type { Load } from '../load/load.ts';
import { OVERLOADED_MARGIN } from '../load/overloaded-margin.ts';
import {
  capacityOf,
  estimateGoodput,
  type QueuedServer,
  type QueueEstimate,
  queueEstimator,
} from '../load/queue-estimate.ts';
import { isAccelerator } from '../space/accelerators.ts';
import { type Configuration, sessionKey } from '../space/configuration.ts';

/** What is known of a configuration whose instances run back to back, all of them busy. */
export interface BusyTimes {
  readonly configuration: Configuration;
  /** Time of one run of `batchSize` samples, ms. */
  readonly runMs: number;
  /** CPU time per sample, ms. */
  readonly cpuMs: number;
  /** Standard deviation of the logarithm of `runMs`. */
  readonly deviation: number;
  /** The same of its ratio to the reference's. */
  readonly relativeDeviation: number;
}

/** A bound on a quantile of the time from intended arrival to answer. */
export interface QuantileBound {
  /** 0.5 to 0.99. */
  readonly quantile: number;
  readonly boundMs: number;
}

/** What is served, and what is made best. */
export interface LoadTask {
  readonly load: Load;
  /** One per constraint of the study; null for those that do not bound latency from above. */
  readonly bounds: readonly (QuantileBound | null)[];
  readonly objective: 'throughput' | 'latency' | 'efficiency' | 'goodput' | 'cost';
  /** Per hour of one reserved core and of one accelerator. */
  readonly price: { readonly cpu: number; readonly gpu: number };
  readonly usableCores: number;
  readonly defaultThreads: number;
}

/** What is to be expected of a configuration under a load. */
export interface LoadExpectation {
  /** Log-ratio of the objective to the reference, higher is better. */
  readonly logRatio: number;
  readonly deviation: number;
  /** Of the bounds, as `Observation.margins`; null where there is none. */
  readonly margins: readonly (Belief | null)[];
}

/** Requests simulated for one estimate: a p99 within some 15 %. */
const REQUESTS = 1500;
/** The same for each rate that is tried for a goodput. */
const GOODPUT_REQUESTS = 1000;
/** A queue longer than any that would be waited for. */
const QUEUE_LIMIT = 1e4;
/**
 * Logarithm of a real p99 over the one that the queue's estimate makes of the right run times: the machine has slow
 * moments, and runs spread. On simulated hosts +0.13 ± 0.06 (1,502 configurations of 13 models, npm run
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
/** Share of its capacity that one is said to serve which keeps its bounds at no rate. */
const LEAST_GOODPUT = 0.02;
/** Margins of those that keep their bounds at some rate and at none: not so far apart that a trial could not tell better. */
const GOODPUT_MARGIN = { some: 1, none: -0.5 };
/** Least share of a block that the latency of an overloaded configuration reaches. */
const LEAST_WAIT = 0.2;

/** How a configuration does where its runs are as much shorter, and as much longer, as the deviation of their times. */
interface Outlook {
  readonly times: BusyTimes;
  readonly cores: number;
  readonly quick: View;
  readonly slow: View;
}

interface View {
  readonly queue: QueueEstimate;
  /** null where it is not asked for. */
  readonly goodput: ExpectedGoodput | null;
}

interface ExpectedGoodput {
  readonly perS: number;
  /** Whether the bounds hold at any rate worth the name. */
  readonly holds: boolean;
}

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
  const ground: Ground = {
    task,
    curves: curvesOf([...members, reference]),
    estimate: queueEstimator(task.load, REQUESTS),
  };
  const standard = outlook(reference, ground);
  return members.map((times) =>
    times.configuration === reference.configuration
      ? expectation(standard, standard, task)
      : expectation(outlook(times, ground), standard, task),
  );
}

interface SessionCurve {
  readonly runs: QueuedServer['times'];
  readonly cpuMs: ReadonlyMap<number, number>;
}

/** What all configurations share. */
interface Ground {
  readonly task: LoadTask;
  /** By session. */
  readonly curves: ReadonlyMap<string, SessionCurve>;
  readonly estimate: (server: QueuedServer) => QueueEstimate;
}

/** Run times of each session by batch size. */
function curvesOf(all: readonly BusyTimes[]): ReadonlyMap<string, SessionCurve> {
  const curves = new Map<string, { runs: Map<number, number>; cpuMs: Map<number, number> }>();
  for (const { configuration, runMs, cpuMs } of all) {
    const key = sessionKey(configuration);
    const curve = curves.get(key) ?? { runs: new Map(), cpuMs: new Map() };
    curve.runs.set(configuration.batchSize, runMs);
    curve.cpuMs.set(configuration.batchSize, cpuMs);
    curves.set(key, curve);
  }
  return new Map(
    [...curves].map(([key, { runs, cpuMs }]) => {
      const times = [...runs].map(([batch, runMs]) => ({ batch, runMs }));
      return [key, { runs: times, cpuMs }];
    }),
  );
}

function outlook(times: BusyTimes, { task, curves, estimate: estimateOf }: Ground): Outlook {
  const { configuration, deviation } = times;
  const { runs } = curves.get(sessionKey(configuration)) as SessionCurve;
  const alone = curves.get(sessionKey({ ...configuration, instances: 1 }))?.runs ?? [];
  const longer =
    (factor: number) =>
    ({ batch, runMs }: QueuedServer['times'][number]) => ({ batch, runMs: factor * runMs });
  const server = (factor: number): QueuedServer => ({
    limits: {
      maxBatch: configuration.batchSize,
      maxDelayMs: configuration.maxQueueDelayMs ?? 0,
      queueLimit: QUEUE_LIMIT,
      deadlineMs: null,
      instances: configuration.instances,
    },
    times: runs.map(longer(factor)),
    alone: alone.map(longer(factor)),
  });
  const isAsked = task.objective === 'goodput' && task.load.kind !== 'closed';
  const view = (factor: number): View => ({
    queue: estimateOf(server(factor)),
    goodput: isAsked ? goodputOf(server(factor), task) : null,
  });
  return {
    times,
    cores: reservedCores(configuration, task),
    quick: view(Math.exp(-deviation)),
    slow: view(Math.exp(deviation)),
  };
}

function goodputOf(server: QueuedServer, { load, bounds }: LoadTask): ExpectedGoodput | null {
  if (load.kind === 'closed') return null;
  const rates = bounds.flatMap((bound) =>
    bound === null ? [] : [estimateGoodput(load, server, bound, GOODPUT_REQUESTS)],
  );
  const capacity = capacityOf(server);
  const perS = Math.min(capacity, ...rates);
  // Where it holds at no rate, something near none keeps the order of those that are close to it.
  return { perS: Math.max(perS, LEAST_GOODPUT * capacity), holds: perS > 0 };
}

/** Cores that are set aside for a configuration, whether or not it uses them. */
function reservedCores(
  { instances, intraOpThreads }: Configuration,
  { usableCores, defaultThreads }: LoadTask,
): number {
  return Math.min(usableCores, instances * (intraOpThreads || defaultThreads));
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
function score({ times, cores }: Outlook, { queue, goodput }: View, task: LoadTask): number {
  const penalty = queue.stable ? 0 : OVERLOAD_PENALTY;
  const { load, price } = task;
  switch (task.objective) {
    case 'latency':
      return -Math.log(quantileMs(queue, 0.99, load));
    case 'throughput':
      return Math.log(throughputOf(queue, times, load));
    case 'efficiency':
      return -Math.log(times.cpuMs) - penalty;
    case 'goodput':
      return Math.log(goodput?.perS ?? throughputOf(queue, times, load));
    case 'cost': {
      const devices = isAccelerator(times.configuration.provider) ? 1 : 0;
      return -Math.log(price.cpu * cores + price.gpu * devices) - penalty;
    }
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
