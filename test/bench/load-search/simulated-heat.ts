import { scaledTo } from '../../../src/load/arrivals.ts';
import { blockLengths } from '../../../src/load/block-lengths.ts';
import { boundEvidence } from '../../../src/load/bound-evidence.ts';
import { clusterSize } from '../../../src/load/cluster-size.ts';
import type { OpenLoad } from '../../../src/load/load.ts';
import type { Configuration } from '../../../src/space/configuration.ts';
import { quantileMs, serveLong, serveSimulated } from './serve-simulated.ts';
import type { ServedModel } from './served-model.ts';
import { highestHolding, trueCapacity } from './true-serving.ts';

/** What a heat of a few blocks shows of one configuration under a load. */
export interface HeatView {
  /** Of the block of each round; as long as the block where requests were not answered. */
  readonly p99Ms: readonly number[];
  /** Of all rounds together. */
  readonly overallP99Ms: number;
  readonly verdict: 'held' | 'broken' | 'undecided';
  readonly overloaded: boolean;
}

const ROUNDS = 3;
const QUANTILE = 0.99;

/** Blocks of a heat for one configuration in fresh processes; the same seed offers the same requests to others. */
export function simulatedHeat(
  model: ServedModel,
  configuration: Configuration,
  load: OpenLoad,
  seed: number,
): HeatView {
  const { rampMs, windowMs, drainMs } = blockLengths(load);
  const requests = Math.ceil((load.ratePerS * (rampMs + windowMs)) / 1000);
  const longestMs = rampMs + windowMs + drainMs;
  const all: number[] = [];
  const p99Ms: number[] = [];
  let overloaded = false;
  for (let round = 0; round < ROUNDS; round++) {
    const served = serveSimulated({
      model,
      configuration,
      replicate: seed % model.replicates,
      load,
      requests,
      seed: `requests ${seed}/${round}`,
      luck: `luck ${model.name}/${JSON.stringify(configuration)}/${seed}/${round}`,
    });
    const counted = served.latenciesMs
      .filter((_, i) => (served.intendedAt[i] as number) >= rampMs)
      .map((latency) => Math.min(latency, longestMs));
    for (const latency of counted) all.push(latency);
    p99Ms.push(quantileMs(counted, QUANTILE));
    overloaded ||= served.overloaded;
  }
  const violations = all.filter((latency) => latency > model.boundMs).length;
  const { verdict } = boundEvidence({
    requests: all.length,
    violations,
    quantile: QUANTILE,
    clusterSize: clusterSize(all),
  });
  const overallP99Ms = quantileMs(Float64Array.from(all), QUANTILE);
  return { p99Ms, overallP99Ms, verdict, overloaded };
}

/** Requests of one try of a search for the goodput, and how far it closes in. */
const TRY = { requests: 1500, halvings: 4, leastShare: 0.05 };

/** The highest rate that a search in a heat finds, per second: each rate is tried once. */
export function seenGoodput(
  model: ServedModel,
  configuration: Configuration,
  shape: OpenLoad,
  seed: number,
): number {
  const capacity = trueCapacity(model, configuration);
  const holds = (rate: number): boolean => {
    const latenciesMs = serveLong({
      model,
      configuration,
      replicate: seed % model.replicates,
      load: scaledTo(shape, rate),
      requests: TRY.requests,
      seed: `requests ${seed}`,
      luck: `luck ${model.name}/${JSON.stringify(configuration)}/${seed}/${rate}`,
    });
    return quantileMs(latenciesMs, QUANTILE) <= model.boundMs;
  };
  return highestHolding(holds, TRY.leastShare * capacity, capacity, TRY.halvings);
}
