import type { OperatorFamily } from '../../operators/operator.ts';
import type { OperatorResponse } from '../knowledge/search-prior.ts';
import type { Configuration } from '../space/configuration.ts';
import type { LoadTimes, TimesOf } from './load-times.ts';

/** Families with less of the time than this decide nothing. */
const LEAST_SHARE = 0.01;

/**
 * How each key operator family of a model alone would respond to the configurations: the predicted time of a run, with
 * what instances and threads do to each other, divided among the families as their kernels take it. Shares are those at
 * `reference`; largest first, families below 1 % left out, and those that some configuration does not run.
 */
export function operatorResponses(
  configurations: readonly Configuration[],
  reference: Configuration,
  timesOf: TimesOf,
): readonly OperatorResponse[] {
  const runs = configurations.map((configuration) => ({
    configuration,
    times: timesOf(configuration),
  }));
  return [...timesOf(reference).families]
    .filter(([, { share }]) => share >= LEAST_SHARE)
    .map(([family, { share }]) => ({
      family,
      share,
      logRates: runs.map(({ configuration, times }) => logRate(family, configuration, times)),
    }))
    .filter(({ logRates }) => logRates.every(Number.isFinite))
    .sort((a, b) => b.share - a.share);
}

/** Log of the samples per second of all instances if the model were this family alone. */
function logRate(
  family: OperatorFamily,
  { batchSize, instances }: Configuration,
  { runMs, families }: LoadTimes,
): number {
  const share = families.get(family)?.share ?? 0;
  return Math.log((1000 * batchSize * instances) / (runMs * share));
}
