import { boundEvidence } from '../load/bound-evidence.ts';
import type { BoundCount, LoadStatistics } from '../load/load-statistics.ts';
import { OVERLOADED_MARGIN } from '../load/overloaded-margin.ts';
import { sortSample } from '../stats/sorted-sample.ts';
import { quantileUpperBound } from '../stats/supported-quantile.ts';
import type { Constraint, ConstraintMetric } from './objective.ts';
import type { Measurement, Violation } from './trial.ts';

/** The quantile a latency metric claims. */
const QUANTILE_OF: Readonly<Partial<Record<ConstraintMetric, 'p50' | 'p90' | 'p95' | 'p99'>>> = {
  latency_p50_ms: 'p50',
  latency_p90_ms: 'p90',
  latency_p95_ms: 'p95',
  latency_p99_ms: 'p99',
};

const LEVEL = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** The share of runs a constraint speaks of (0.99 for `latency_p99_ms`), or null for metrics without one. */
export function claimedQuantile(constraint: Constraint): number | null {
  const quantile = QUANTILE_OF[constraint.metric];
  return quantile === undefined ? null : LEVEL[quantile];
}

function found(metric: ConstraintMetric, m: Measurement): number | null {
  const quantile = QUANTILE_OF[metric];
  if (quantile !== undefined) return m.latencyMs[quantile];
  switch (metric) {
    case 'throughput_ips':
      return m.throughputIps.value;
    case 'peak_rss_bytes':
      return m.peakRssBytes;
    case 'peak_device_bytes':
      // The CPU takes nothing of a device.
      return m.device === undefined ? 0 : m.device.peakBytes;
    case 'session_create_ms':
      return m.sessionCreateMs;
    default:
      return m.cpuMsPerInference;
  }
}

function holds(constraint: Constraint, value: number): boolean {
  return constraint.relation === '<=' ? value <= constraint.bound : value >= constraint.bound;
}

/** A quantile is at least every lower one: where a lower one breaks an upper bound, no further runs are needed. */
function surelyBroken(constraint: Constraint, m: Measurement): number | null {
  const claimed = claimedQuantile(constraint);
  if (claimed === null || constraint.relation === '>=') return null;
  const lower = (['p50', 'p90', 'p95'] as const)
    .filter((q) => LEVEL[q] < claimed)
    .map((q) => m.latencyMs[q])
    .filter((value) => value !== null);
  const highest = Math.max(...lower, -Infinity);
  return highest > constraint.bound ? highest : null;
}

/**
 * Whether an upper bound on a latency quantile is shown, not merely observed: with 99 % confidence the quantile lies
 * below it. True where the single runs were not kept: then the observed quantile has to do.
 */
function shown(constraint: Constraint, m: Measurement): boolean {
  const claimed = claimedQuantile(constraint);
  if (claimed === null || constraint.relation === '>=' || m.runTimesMs === null) return true;
  const bound = quantileUpperBound(sortSample(m.runTimesMs), claimed);
  return bound !== null && bound <= constraint.bound;
}

/** Whether a constraint is an upper bound on a quantile of latency, which under a load needs evidence of its own. */
export function isLatencyBound({ metric, relation }: Constraint): boolean {
  return relation === '<=' && QUANTILE_OF[metric] !== undefined;
}

function countOf({ metric, bound }: Constraint, load: LoadStatistics): BoundCount | undefined {
  return load.bounds.find((b) => b.metric === metric && b.boundMs === bound);
}

/**
 * Under a load every request counts, those that were turned away or never answered among them, and only the binomial
 * test of them all shows that a bound holds.
 */
function verdictUnderLoad(
  constraint: Constraint,
  m: Measurement,
  load: LoadStatistics,
): Violation | null {
  const { text } = constraint;
  const value = found(constraint.metric, m) ?? surelyBroken(constraint, m);
  const count = countOf(constraint, load);
  if (count === undefined || load.requests === 0) {
    return { constraint: text, found: value, verdict: 'unsupported' };
  }
  const { violations, quantile, clusterSize } = count;
  const evidence = boundEvidence({ requests: load.requests, violations, quantile, clusterSize });
  switch (evidence.verdict) {
    case 'held':
      // A block that led the search to its rate is no evidence of it: a goodput is shown by blocks of its own.
      return load.goodput?.heldPerS === 0
        ? { constraint: text, found: value, verdict: 'unsupported', requestsNeeded: load.requests }
        : null;
    case 'broken':
      return { constraint: text, found: value, verdict: 'violated' };
    case 'undecided': {
      const { requestsNeeded } = evidence;
      return { constraint: text, found: value, verdict: 'unsupported', requestsNeeded };
    }
  }
}

function verdict(constraint: Constraint, m: Measurement): Violation | null {
  if (m.load !== undefined && isLatencyBound(constraint)) {
    return m.load.overloaded ? null : verdictUnderLoad(constraint, m, m.load);
  }
  const value = found(constraint.metric, m);
  if (value === null) {
    const broken = surelyBroken(constraint, m);
    return broken === null
      ? { constraint: constraint.text, found: null, verdict: 'unsupported' }
      : { constraint: constraint.text, found: broken, verdict: 'violated' };
  }
  if (!holds(constraint, value)) {
    return { constraint: constraint.text, found: value, verdict: 'violated' };
  }
  return shown(constraint, m)
    ? null
    : { constraint: constraint.text, found: value, verdict: 'unsupported' };
}

/**
 * The constraints that the measurement does not meet. A latency quantile that the runs do not support is `unsupported`,
 * never held: with kept run times a bound must hold at 99 % confidence, without them for the observed quantile. Under a
 * load the exact binomial test over all requests decides. One that cannot carry its load misses the load itself (its
 * text is `offered`; found: requests served per second), and its latencies are not judged: they grow without end.
 */
export function checkConstraints(
  constraints: readonly Constraint[],
  measurement: Measurement,
  offered = 'the load',
): readonly Violation[] {
  const { load } = measurement;
  const missed: readonly Violation[] = load?.overloaded
    ? [{ constraint: offered, found: load.servedPerS, verdict: 'violated' }]
    : [];
  const others = constraints.map((c) => verdict(c, measurement)).filter((v) => v !== null);
  return [...missed, ...others];
}

/** Whether no constraint is known to be broken; what is merely not shown yet may still turn out to hold. */
export function isPlausible(violations: readonly Violation[]): boolean {
  return violations.every((v) => v.verdict === 'unsupported');
}

/**
 * How far each constraint is from being broken, on a log scale (`Observation.margins`); a quantile that the runs do not
 * support is answered by the highest one they do, if that is broken already. Where the load is not carried, no latency is
 * near its bound, whatever was seen before the queue had grown.
 */
export function marginsOf(
  constraints: readonly Constraint[],
  measurement: Measurement,
): readonly (number | null)[] {
  return constraints.map((constraint) => {
    if (measurement.load?.overloaded && isLatencyBound(constraint)) return OVERLOADED_MARGIN;
    const value = found(constraint.metric, measurement) ?? surelyBroken(constraint, measurement);
    if (value === null || !(value > 0) || !(constraint.bound > 0)) return null;
    const margin = Math.log(constraint.bound / value);
    return constraint.relation === '<=' ? margin : -margin;
  });
}
