import { createRandom } from '../../../src/core/random.ts';
import { intendedArrivals } from '../../../src/load/arrivals.ts';
import { createBacklogWatch } from '../../../src/load/backlog-watch.ts';
import type { OpenLoad } from '../../../src/load/load.ts';
import { simulateQueue } from '../../../src/load/simulate-queue.ts';
import { type ServiceTime, simulateServing } from '../../../src/load/simulate-serving.ts';
import type { Configuration } from '../../../src/space/configuration.ts';
import { machineSpeed } from './machine-speed.ts';
import type { ServedModel } from './served-model.ts';

/** A stretch of serving that is simulated. */
export interface SimulatedStretch {
  readonly model: ServedModel;
  readonly configuration: Configuration;
  /** null: the mean of all. */
  readonly replicate: number | null;
  readonly load: OpenLoad;
  readonly requests: number;
  /** Of the arrivals. */
  readonly seed: string;
  /** Of the runs and of the machine's speed. */
  readonly luck: string;
}

export interface ServedStretch {
  /** From intended arrival to answer, in the order of arrival, ms. */
  readonly latenciesMs: Float64Array;
  readonly intendedAt: Float64Array;
  /** Whether the queue was seen to grow without bound. */
  readonly overloaded: boolean;
}

/** Serves requests with the recorded times of runs, spread as recorded, on a machine with slow moments. */
export function serveSimulated(stretch: SimulatedStretch): ServedStretch {
  const { configuration, load, requests, seed } = stretch;
  const { batchSize: maxBatch, instances, maxQueueDelayMs: maxDelayMs = 0 } = configuration;
  const watch = createBacklogWatch({ offeredPerS: load.ratePerS, maxBatch });
  let overloaded = false;
  const served = simulateServing({
    load,
    limits: { maxBatch, maxDelayMs, queueLimit: requests, deadlineMs: null, instances },
    requests,
    random: createRandom(seed),
    serviceMs: serviceOf(stretch),
    onDue: (at, started, waiting) => {
      overloaded ||= watch.observe(at, started, waiting);
    },
  });
  const latenciesMs = served.endedAt.map((at, i) => at - (served.intendedAt[i] as number));
  return { latenciesMs, intendedAt: served.intendedAt, overloaded };
}

/** The same without a watch for a queue that grows: some 20 times as fast, for what counts as the truth. */
export function serveLong(stretch: SimulatedStretch): Float64Array {
  const { configuration, load, requests, seed } = stretch;
  const { batchSize: maxBatch, instances, maxQueueDelayMs: maxDelayMs = 0 } = configuration;
  const intendedAt = new Float64Array(requests).map(intendedArrivals(load, createRandom(seed)));
  const limits = { maxBatch, maxDelayMs, deadlineMs: null, instances };
  const { endedAt } = simulateQueue({ intendedAt, limits, serviceMs: serviceOf(stretch) });
  return endedAt.map((at, i) => at - (intendedAt[i] as number));
}

/** Recorded times of runs, their spread, and the machine's slow moments. */
function serviceOf({ model, configuration, replicate, luck }: SimulatedStretch): ServiceTime {
  const runMs = remembered(model.runMs(configuration, replicate), configuration.batchSize);
  const random = createRandom(luck);
  const speed = machineSpeed(`${luck}/speed`);
  const { runSpread } = model;
  const lean = runSpread ** 2 / 2;
  return (batch, busy, at) =>
    runMs(batch, busy) * speed(at) * Math.exp(runSpread * random.normal() - lean);
}

/** Few batch sizes and instances come again and again. */
function remembered(
  runMs: (batch: number, busy: number) => number,
  maxBatch: number,
): (batch: number, busy: number) => number {
  const known: number[] = [];
  return (batch, busy) => {
    const at = busy * (maxBatch + 1) + batch;
    known[at] ??= runMs(batch, busy);
    return known[at];
  };
}

/** The order statistic of a share of some latencies. */
export function quantileMs(latenciesMs: Float64Array, share: number): number {
  const sorted = latenciesMs.slice().sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}
