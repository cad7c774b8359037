import type { Goodput, LoadStatistics } from '../load/load-statistics.ts';
import type { StudyLoad } from '../study/study-header.ts';
import { finite, type JsonRecord } from './json-record.ts';

/** The load of a study as published; null where instances ran back to back. */
export function studyLoadJson(load: StudyLoad | undefined | null): JsonRecord | null {
  if (load === undefined || load === null) return null;
  const { offered, adaptiveBatching, deadlineMs, price } = load;
  return {
    text: offered.text,
    kind: offered.kind,
    clients: offered.kind === 'closed' ? offered.clients : null,
    rate_per_s: offered.kind === 'closed' ? null : offered.ratePerS,
    ...(offered.kind === 'lognormal' && { sigma: offered.sigma }),
    ...(offered.kind === 'trace' && { arrivals: offered.arrivals, span_ms: offered.spanMs }),
    adaptive_batching: adaptiveBatching,
    ...(deadlineMs !== undefined && { deadline_ms: deadlineMs }),
    price_per_hour: { cpu: price.cpu, gpu: price.gpu },
  };
}

/** What became of the requests that were offered to one configuration, as published. */
export function loadJson(load: LoadStatistics): JsonRecord {
  return {
    offered_per_s: load.offeredPerS,
    served_per_s: load.servedPerS,
    requests: load.requests,
    rejected: load.rejected,
    expired: load.expired,
    mean_batch: finite(load.meanBatch),
    mean_wait_ms: finite(load.meanWaitMs),
    mean_service_ms: finite(load.meanServiceMs),
    utilisation: finite(load.utilisation),
    cpu_cores: finite(load.cpuCores),
    generator_lag_ms: finite(load.generatorLagMs),
    generator_kept_up: load.generatorKeptUp,
    overloaded: load.overloaded,
    capacity_per_s: load.capacityPerS,
    bounds: load.bounds.map((b) => ({
      metric: b.metric,
      bound_ms: b.boundMs,
      quantile: b.quantile,
      violations: b.violations,
      cluster_size: b.clusterSize,
    })),
    ...(load.guardSteps && {
      guard_steps: load.guardSteps.map(({ at, from, to, reason, observedMs }) => ({
        at_ms: at,
        from,
        to,
        reason,
        observed_ms: observedMs,
      })),
    }),
    goodput: load.goodput && goodputJson(load.goodput),
  };
}

function goodputJson({ heldPerS, brokenPerS, tried }: Goodput): JsonRecord {
  return {
    held_per_s: heldPerS,
    broken_per_s: brokenPerS,
    tried: tried.map((t) => ({
      rate_per_s: t.ratePerS,
      verdict: t.verdict,
      requests: t.requests,
      p99_ms: t.p99Ms,
    })),
  };
}
