import type { BoundCount, LoadStatistics } from '../load/load-statistics.ts';
import { logEstimateToRatio, tInterval } from '../stats/interval.ts';
import { sessionMean } from '../stats/session-mean.ts';
import { sortSample } from '../stats/sorted-sample.ts';
import { supportedQuantile } from '../stats/supported-quantile.ts';
import type { LatencyQuantiles, LogRatio, Measurement } from './trial.ts';

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);

/** Mean weighted by the runs behind each value. */
function byRuns(sessions: readonly Measurement[], value: (m: Measurement) => number): number {
  return sum(sessions.map((m) => m.runs * value(m))) / sum(sessions.map((m) => m.runs));
}

function throughput(sessions: readonly Measurement[]): Measurement['throughputIps'] {
  const [only] = sessions;
  if (only && sessions.length === 1) return only.throughputIps;
  const { mean, standardError, degreesOfFreedom } = sessionMean(
    sessions.map((m) => ({
      mean: Math.log(m.throughputIps.value),
      standardError: Infinity,
      degreesOfFreedom: 0,
    })),
  );
  return logEstimateToRatio(tInterval(mean, standardError, degreesOfFreedom));
}

function latency(sessions: readonly Measurement[]): LatencyQuantiles {
  const mean = byRuns(sessions, (m) => m.latencyMs.mean);
  const kept = sessions.map((m) => m.runTimesMs);
  if (kept.every((times) => times !== null)) {
    const sample = sortSample(kept.flat());
    const at = (p: number): number | null => supportedQuantile(sample, p);
    return { mean, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
  }
  // Without the single runs only the worst session can be answered for.
  const worst = (q: 'p50' | 'p90' | 'p95' | 'p99'): number | null => {
    const values = sessions.map((m) => m.latencyMs[q]);
    return values.every((v) => v !== null) ? Math.max(...values) : null;
  };
  return { mean, p50: worst('p50'), p90: worst('p90'), p95: worst('p95'), p99: worst('p99') };
}

function deviceUse(sessions: readonly Measurement[]): Pick<Measurement, 'device'> {
  const uses = sessions.flatMap((m) => m.device ?? []);
  if (uses.length === 0) return {};
  const peaks = uses.flatMap((u) => u.peakBytes ?? []);
  const busy = uses.flatMap((u) => u.utilisation ?? []);
  return {
    device: {
      peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
      utilisation: busy.length === 0 ? null : sum(busy) / busy.length,
    },
  };
}

/** Without sessions that looked for a goodput and showed none, where others did: what they offered is no evidence of it. */
function telling(loads: readonly LoadStatistics[]): readonly LoadStatistics[] {
  const shows = ({ goodput }: LoadStatistics): boolean => goodput === null || goodput.heldPerS > 0;
  const shown = loads.filter(shows);
  return shown.length > 0 ? shown : loads;
}

/** What is shown in any session has to hold in all that showed anything, and below whatever broke in one. */
function goodputOf(loads: readonly LoadStatistics[]): LoadStatistics['goodput'] {
  const found = loads.flatMap((l) => l.goodput ?? []);
  if (found.length === 0) return null;
  const broken = Math.min(Infinity, ...found.flatMap((g) => g.brokenPerS ?? []));
  const held = found.map((g) => g.heldPerS).filter((rate) => rate > 0 && rate < broken);
  return {
    heldPerS: held.length === 0 ? 0 : Math.min(...held),
    brokenPerS: broken === Infinity ? null : broken,
    tried: found.flatMap((g) => g.tried),
  };
}

const clusterSizeOf = (load: LoadStatistics, { metric }: BoundCount): number =>
  load.bounds.find((b) => b.metric === metric)?.clusterSize ?? 1;

/** The same load in several sessions: requests and violations add up, rates and times are means over the requests. */
function loadOf(sessions: readonly Measurement[]): Pick<Measurement, 'load'> {
  const all = sessions.flatMap((m) => m.load ?? []);
  const loads = telling(all);
  const [first] = loads;
  if (first === undefined) return {};
  const total = (value: (l: LoadStatistics) => number): number => sum(loads.map(value));
  const mean = (value: (l: LoadStatistics) => number): number =>
    total((l) => l.requests * value(l)) / total((l) => l.requests);
  const capacities = loads.flatMap((l) => l.capacityPerS ?? []);
  const steps = loads.flatMap((l) => l.guardSteps ?? []);
  return {
    load: {
      // Sessions that looked for the goodput may tell of different rates.
      offeredPerS: first.offeredPerS === null ? null : mean((l) => l.offeredPerS ?? 0),
      servedPerS: mean((l) => l.servedPerS),
      requests: total((l) => l.requests),
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
      bounds: first.bounds.map((bound) => {
        const same = loads.flatMap((l) => l.bounds.find((b) => b.metric === bound.metric) ?? []);
        return {
          ...bound,
          violations: sum(same.map((b) => b.violations)),
          // Variances add up: the design effect of independent sessions together is their mean by requests.
          clusterSize: mean((l) => clusterSizeOf(l, bound)),
        };
      }),
      ...(first.guardSteps && { guardSteps: steps }),
      goodput: goodputOf(all),
    },
  };
}

/**
 * One measurement of the same configuration in several fresh sessions (at least one), with `logRatio` over sessions.
 * Latency quantiles come from all runs together where they were kept. Rounds of the slices are numbered on from session
 * to session; their times count from the start of their own heat.
 */
export function mergeMeasurements(
  sessions: readonly Measurement[],
  logRatio: Readonly<Measurement['logRatio']>,
): Measurement {
  const highest = (value: (m: Measurement) => number): number => Math.max(...sessions.map(value));
  const kept = sessions.map((m) => m.runTimesMs);
  let before = 0;
  const slices = sessions.flatMap((m) => {
    const offset = before;
    before += m.rounds;
    return m.slices.map((s) => ({ ...s, round: s.round + offset }));
  });
  return {
    logRatio,
    throughputIps: throughput(sessions),
    latencyMs: latency(sessions),
    runs: sum(sessions.map((m) => m.runs)),
    rounds: sum(sessions.map((m) => m.rounds)),
    peakRssBytes: highest((m) => m.peakRssBytes),
    instancePeakRssBytes:
      sessions.toSorted((a, b) => b.peakRssBytes - a.peakRssBytes)[0]?.instancePeakRssBytes ?? [],
    sessionCreateMs: highest((m) => m.sessionCreateMs),
    firstRunMs: highest((m) => m.firstRunMs),
    cpuMsPerInference: byRuns(sessions, (m) => m.cpuMsPerInference),
    disturbance: {
      stealShare: byRuns(sessions, (m) => m.disturbance.stealShare),
      backgroundShare: byRuns(sessions, (m) => m.disturbance.backgroundShare),
    },
    ...deviceUse(sessions),
    slices,
    runTimesMs: kept.every((times) => times !== null) ? kept.flat() : null,
    stderr: sessions.at(-1)?.stderr ?? '',
    ...loadOf(sessions),
    // The same requests in every session.
    ...(sessions[0]?.lengths && { lengths: sessions[0].lengths }),
  };
}

/** The log-ratio over sessions; `others` are the same of the other members of the race (see `sessionMean`). */
export function sessionLogRatio(
  sessions: readonly LogRatio[],
  others: readonly (readonly LogRatio[])[],
): LogRatio {
  const estimates = (ratios: readonly LogRatio[]) =>
    ratios.map(({ value, ...error }) => ({ mean: value, ...error }));
  const { mean, ...error } = sessionMean(estimates(sessions), others.map(estimates));
  return { value: mean, ...error };
}
