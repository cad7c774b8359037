import type { Prediction } from '../cost/predict-surface.ts';
import type { Belief } from '../knowledge/search-prior.ts';
import type { Constraint, ConstraintMetric } from '../study/objective.ts';

/** What is predicted of a configuration that a constraint may bound. */
export interface Bounded {
  readonly prediction: Pick<Prediction, 'runMs' | 'throughputIps' | 'logDeviation'>;
  /** Of all instances; null where the model's sizes are not known. */
  readonly memoryBytes: number | null;
  /** CPU time per sample, ms. */
  readonly cpuMs: number;
}

/**
 * Quantiles of a run's time to its mean, as logarithms with their deviations. p50 and p90 from the surfaces of datasets
 * (823 and 437 configurations on two cores: p50 to mean -0.15 ± 0.23, p90 to p50 +0.39 ± 0.40); the tail beyond is
 * what a busy machine makes of it, so it is taken wide.
 */
const QUANTILES: Readonly<Partial<Record<ConstraintMetric, Belief>>> = {
  latency_p50_ms: { value: -0.15, deviation: 0.25 },
  latency_p90_ms: { value: 0.24, deviation: 0.45 },
  latency_p95_ms: { value: 0.4, deviation: 0.5 },
  latency_p99_ms: { value: 0.7, deviation: 0.6 },
};

/** Deviation of the logarithm of an absolute time of which the law knows only the host's constants. */
export const ABSOLUTE_DEVIATION = 0.2;
/** Predicted memory lay within a factor of two of the measured peak. */
const MEMORY_DEVIATION = 0.35;
/** How long threads spin between kernels is known roughly. */
const CPU_DEVIATION = 0.35;

/**
 * How far a constraint is expected to be from being broken (`Observation.margins`); null for what nothing predicts,
 * such as the time to create a session.
 */
export function predictedMargin(constraint: Constraint, expected: Bounded): Belief | null {
  const { bound, relation } = constraint;
  const belief = logBelief(constraint.metric, expected);
  if (belief === null || !(bound > 0) || !Number.isFinite(belief.value)) return null;
  const room = Math.log(bound) - belief.value;
  return { value: relation === '<=' ? room : -room, deviation: belief.deviation };
}

/** Belief about the logarithm of what a constraint bounds. */
function logBelief(metric: ConstraintMetric, expected: Bounded): Belief | null {
  const { prediction: p, memoryBytes, cpuMs } = expected;
  const time = Math.hypot(p.logDeviation, ABSOLUTE_DEVIATION);
  const quantile = QUANTILES[metric];
  if (quantile !== undefined) {
    const deviation = Math.hypot(time, quantile.deviation);
    return { value: Math.log(p.runMs) + quantile.value, deviation };
  }
  switch (metric) {
    case 'throughput_ips':
      return { value: Math.log(p.throughputIps), deviation: time };
    case 'peak_rss_bytes':
      return memoryBytes === null
        ? null
        : { value: Math.log(memoryBytes), deviation: MEMORY_DEVIATION };
    case 'cpu_ms_per_inference':
      return { value: Math.log(cpuMs), deviation: Math.hypot(time, CPU_DEVIATION) };
    default:
      return null;
  }
}
