import type { LoadFacts } from '../../load/load-facts.ts';
import type { Goodput, LoadStatistics } from '../../load/load-statistics.ts';
import type { StudyLoad } from '../../study/study-header.ts';
import type { PublishedGoodput, PublishedLoad, PublishedStudyLoad } from './published-load.ts';

/** A published load of a study as the rest of the program knows it; the inverse of `studyLoadJson`. */
export function studyLoadOf(published: PublishedStudyLoad): StudyLoad {
  const { adaptive_batching, deadline_ms, price_per_hour } = published;
  return {
    offered: offeredOf(published),
    adaptiveBatching: adaptive_batching,
    ...(deadline_ms !== undefined && { deadlineMs: deadline_ms }),
    price: price_per_hour,
  };
}

function offeredOf(published: PublishedStudyLoad): LoadFacts {
  const { kind, text, clients, rate_per_s } = published;
  const ratePerS = rate_per_s ?? Number.NaN;
  switch (kind) {
    case 'closed':
      return { kind, clients: clients ?? 1, text };
    case 'poisson':
    case 'constant':
      return { kind, ratePerS, text };
    case 'lognormal':
      return { kind, ratePerS, sigma: published.sigma ?? Number.NaN, text };
    case 'trace': {
      const { arrivals = 0, span_ms: spanMs = 0 } = published;
      return { kind, ratePerS, text, arrivals, spanMs };
    }
  }
}

/** Published figures of a load as the rest of the program knows them; the inverse of `loadJson`. */
export function loadOf(published: PublishedLoad): LoadStatistics {
  const known = (value: number | null): number => value ?? Number.NaN;
  return {
    offeredPerS: published.offered_per_s,
    servedPerS: published.served_per_s,
    requests: published.requests,
    rejected: published.rejected,
    expired: published.expired,
    meanBatch: known(published.mean_batch),
    meanWaitMs: known(published.mean_wait_ms),
    meanServiceMs: known(published.mean_service_ms),
    utilisation: known(published.utilisation),
    cpuCores: known(published.cpu_cores),
    generatorLagMs: known(published.generator_lag_ms),
    generatorKeptUp: published.generator_kept_up,
    overloaded: published.overloaded,
    capacityPerS: published.capacity_per_s,
    bounds: published.bounds.map((b) => ({
      metric: b.metric,
      boundMs: b.bound_ms,
      quantile: b.quantile,
      violations: b.violations,
      clusterSize: b.cluster_size,
    })),
    ...(published.guard_steps && {
      guardSteps: published.guard_steps.map(({ at_ms, observed_ms, ...step }) => ({
        ...step,
        at: at_ms,
        observedMs: observed_ms,
      })),
    }),
    goodput: published.goodput && goodputOf(published.goodput),
  };
}

function goodputOf({ held_per_s, broken_per_s, tried }: PublishedGoodput): Goodput {
  return {
    heldPerS: held_per_s,
    brokenPerS: broken_per_s,
    tried: tried.map((t) => ({
      ratePerS: t.rate_per_s,
      verdict: t.verdict,
      requests: t.requests,
      p99Ms: t.p99_ms,
    })),
  };
}
