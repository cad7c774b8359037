import type { BoundCount, LoadStatistics } from '../load/load-statistics.ts';

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);

function sameBound(bound: BoundCount, loads: readonly LoadStatistics[]): BoundCount {
  const found = loads.flatMap((load) =>
    load.bounds.filter((b) => b.metric === bound.metric && b.boundMs === bound.boundMs),
  );
  return {
    ...bound,
    violations: sum(found.map((b) => b.violations)),
    // Requests of fresh processes are independent of each other, so the evidence of the worst session is cautious.
    clusterSize: Math.max(...found.map((b) => b.clusterSize)),
  };
}

/**
 * What became of the requests of several fresh sessions together, at least one. Counts add up; means are weighted by requests;
 * it is overloaded where any session was.
 */
export function mergeLoads(loads: readonly [LoadStatistics, ...LoadStatistics[]]): LoadStatistics {
  const [first] = loads;
  const requests = sum(loads.map((l) => l.requests));
  const total = (value: (l: LoadStatistics) => number): number => sum(loads.map(value));
  const mean = (value: (l: LoadStatistics) => number): number =>
    requests === 0 ? value(first) : total((l) => l.requests * value(l)) / requests;
  const capacities = loads.flatMap((l) => l.capacityPerS ?? []);
  const steps = loads.flatMap((l) => l.guardSteps ?? []);
  return {
    offeredPerS: first.offeredPerS === null ? null : mean((l) => l.offeredPerS ?? 0),
    servedPerS: mean((l) => l.servedPerS),
    requests,
    rejected: total((l) => l.rejected),
    expired: total((l) => l.expired),
    meanBatch: mean((l) => l.meanBatch),
    meanWaitMs: mean((l) => l.meanWaitMs),
    meanServiceMs: mean((l) => l.meanServiceMs),
    utilisation: mean((l) => l.utilisation),
    generatorLagMs: mean((l) => l.generatorLagMs),
    generatorKeptUp: loads.every((l) => l.generatorKeptUp),
    cpuCores: mean((l) => l.cpuCores),
    overloaded: loads.some((l) => l.overloaded),
    capacityPerS: capacities.length === 0 ? null : sum(capacities) / capacities.length,
    bounds: first.bounds.map((bound) => sameBound(bound, loads)),
    ...(first.guardSteps !== undefined && { guardSteps: steps }),
    goodput: mergeGoodputs(loads),
  };
}

/** What holds has to hold in every session, and what breaks in one is broken. */
function mergeGoodputs(loads: readonly LoadStatistics[]): LoadStatistics['goodput'] {
  const found = loads.flatMap((l) => l.goodput ?? []);
  if (found.length === 0) return null;
  const broken = found.flatMap((g) => g.brokenPerS ?? []);
  return {
    heldPerS: Math.min(...found.map((g) => g.heldPerS)),
    brokenPerS: broken.length === 0 ? null : Math.min(...broken),
    tried: found.flatMap((g) => g.tried),
  };
}
