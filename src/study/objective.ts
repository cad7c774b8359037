/**
 * What can be made best of any measurement: `throughput` (inferences per second), `latency` (time of one run, under a load
 * the 99th percentile of a request's time; lower is better) or `efficiency` (inferences per second of CPU time).
 */
export type RunObjective = 'throughput' | 'latency' | 'efficiency';

/**
 * What only a measurement under an open load has: `goodput` (the highest arrival rate at which the latency constraints hold)
 * or `cost` (the price per hour of what is reserved to carry the load, lower is better).
 */
export type LoadObjective = 'goodput' | 'cost';

export type Objective = RunObjective | LoadObjective;

/** Whether any measurement has it, and not only one under an open load. */
export function isRunObjective(objective: Objective): objective is RunObjective {
  return objective !== 'goodput' && objective !== 'cost';
}

/** Quantities a constraint can bound, with their units in the name. */
export const CONSTRAINT_METRICS = [
  'latency_p50_ms',
  'latency_p90_ms',
  'latency_p95_ms',
  'latency_p99_ms',
  'throughput_ips',
  'peak_rss_bytes',
  'peak_device_bytes',
  'session_create_ms',
  'cpu_ms_per_inference',
] as const;

export type ConstraintMetric = (typeof CONSTRAINT_METRICS)[number];

/** What must hold: `metric <= bound` or `metric >= bound`. */
export interface Constraint {
  readonly metric: ConstraintMetric;
  readonly relation: '<=' | '>=';
  readonly bound: number;
  /** As the user wrote it. */
  readonly text: string;
}
