import { expectUnderLoad } from '../cost/expect-load.ts';
import type { BusyTimes } from '../cost/load-task.ts';
import type { LawPoint } from '../knowledge/search-prior.ts';
import type { Configuration } from '../space/configuration.ts';
import { claimedQuantile, isLatencyBound } from '../study/check-constraints.ts';
import {
  boundedOf,
  type Expected,
  type LawRequest,
  type OfferedLoad,
  relativeDeviation,
} from './expected-run.ts';
import type { KnownRuns } from './known-runs.ts';
import { ABSOLUTE_DEVIATION, predictedMargin } from './predicted-margin.ts';

/**
 * What times of runs back to back come to behind a dynamic batcher: those of the law or, where anything was measured back
 * to back, those that the law and the measurements say together.
 */
export function lawUnderLoad(
  request: LawRequest,
  expected: ReadonlyMap<Configuration, Expected>,
  reference: Expected,
  offered: OfferedLoad,
  known: KnownRuns | null,
): readonly LawPoint[] {
  const { space, model, defaultThreads, objective, constraints } = request;
  const all = space.configurations.map((c) => expected.get(c) as Expected);
  const timesOf = (one: Expected): BusyTimes =>
    known === null ? lawTimes(request, one, reference) : knownTimes(known, one, reference);
  const bounds = constraints.map((constraint) => {
    const quantile = isLatencyBound(constraint) ? claimedQuantile(constraint) : null;
    return quantile === null ? null : { quantile, boundMs: constraint.bound };
  });
  const task = { ...offered, bounds, objective, defaultThreads };
  const times = all.map(timesOf);
  return expectUnderLoad(times, timesOf(reference), task).map((found, i) => {
    const one = all[i] as Expected;
    const { configuration, runMs } = times[i] as BusyTimes;
    const margins = constraints.map(
      (c, k) => found.margins[k] ?? predictedMargin(c, boundedOf(model, one)),
    );
    const throughputIps = (1000 * configuration.batchSize * configuration.instances) / runMs;
    return { ...found, throughputIps, runMs, margins };
  });
}

function lawTimes(request: LawRequest, one: Expected, reference: Expected): BusyTimes {
  const { configuration, runMs, logDeviation } = one.prediction;
  return {
    configuration,
    runMs,
    cpuMs: one.cpuMs,
    deviation: Math.hypot(logDeviation, ABSOLUTE_DEVIATION),
    relativeDeviation: relativeDeviation(request, one, reference),
  };
}

/** The ratios are known; how fast the reference is is measured, or what the law says of it. */
function knownTimes(known: KnownRuns, one: Expected, { prediction: base }: Expected): BusyTimes {
  const { configuration, runMs: lawMs } = one.prediction;
  const { logRatio, deviation: relativeDeviation } = known.ratioOf(configuration);
  const referenceIps = known.referenceIps ?? base.throughputIps;
  const { batchSize, instances } = configuration;
  const runMs = (1000 * batchSize * instances) / (referenceIps * Math.exp(logRatio));
  // Measured or not, the machine's speed is another one today.
  const lawDeviation = known.referenceIps === null ? base.logDeviation : 0;
  return {
    configuration,
    runMs,
    // Threads are busy for as long as their runs last.
    cpuMs: (one.cpuMs * runMs) / lawMs,
    deviation: Math.hypot(lawDeviation, ABSOLUTE_DEVIATION, relativeDeviation),
    relativeDeviation,
  };
}
