import { scaledTo } from '../../../src/load/arrivals.ts';
import type { OpenLoad } from '../../../src/load/load.ts';
import { capacityOf } from '../../../src/load/queue-estimate.ts';
import type { Configuration } from '../../../src/space/configuration.ts';
import { quantileMs, serveLong } from './serve-simulated.ts';
import type { ServedModel } from './served-model.ts';

/** Requests of one simulation that counts as the truth, and those of one step of the search for a true goodput. */
const REQUESTS = { truth: 40_000, step: 20_000 };
const HALVINGS = 6;
/** Share of the capacity below which nothing is looked for. */
const LEAST_SHARE = 0.05;

/** Samples per second in full batches. */
export function trueCapacity(model: ServedModel, c: Configuration): number {
  const limits = {
    maxBatch: c.batchSize,
    maxDelayMs: 0,
    queueLimit: 1,
    deadlineMs: null,
    instances: c.instances,
  };
  return capacityOf({ limits, times: model.timesOf(c) });
}

/** The p99 in the long run, ms; infinite where the load is not carried. */
export function trueP99(
  model: ServedModel,
  configuration: Configuration,
  load: OpenLoad,
  requests: number = REQUESTS.truth,
): number {
  if (load.ratePerS >= trueCapacity(model, configuration)) return Infinity;
  const stretch = { model, configuration, replicate: null, load, requests };
  return quantileMs(serveLong({ ...stretch, seed: 'truth', luck: 'truth' }), 0.99);
}

/** The highest rate at which the bound holds in the long run, per second; 0 where it is below a 20th of the capacity. */
export function trueGoodput(
  model: ServedModel,
  configuration: Configuration,
  shape: OpenLoad,
): number {
  const capacity = trueCapacity(model, configuration);
  const holds = (rate: number): boolean =>
    trueP99(model, configuration, scaledTo(shape, rate), REQUESTS.step) <= model.boundMs;
  return highestHolding(holds, LEAST_SHARE * capacity, capacity, HALVINGS);
}

/** Halves the gap between a rate that holds and one that does not, on a log scale; 0 where the lowest does not hold. */
export function highestHolding(
  holds: (rate: number) => boolean,
  lowest: number,
  highest: number,
  halvings: number,
): number {
  // Most hold somewhere near the middle of their capacity, where a few steps suffice.
  let [held, broken] = [lowest, highest];
  for (let i = 0; i < halvings; i++) {
    const middle = Math.sqrt(held * broken);
    if (holds(middle)) held = middle;
    else broken = middle;
  }
  return held === lowest && !holds(lowest) ? 0 : held;
}
