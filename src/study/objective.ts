/**
 * What is made best: `throughput` (inferences per second), `latency` (time of one run, lower is better) or
 * `efficiency` (inferences per second of CPU time).
 */
export type Objective = 'throughput' | 'latency' | 'efficiency';

/** Quantities a constraint can bound, with their units in the name. */
export const CONSTRAINT_METRICS = [
  'latency_p50_ms',
  'latency_p90_ms',
  'latency_p95_ms',
  'latency_p99_ms',
  'throughput_ips',
  'peak_rss_bytes',
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
