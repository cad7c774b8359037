import type { JsonRecord } from './json-record.ts';
import {
  array,
  boolean,
  integer,
  nullable,
  number,
  object,
  oneOf,
  share,
  string,
} from './schema-parts.ts';

/** What `studyLoadJson` gives. */
export const STUDY_LOAD_SCHEMA: JsonRecord = object(
  {
    text: string('as given with --load'),
    kind: oneOf('closed', 'poisson', 'constant', 'lognormal', 'trace'),
    clients: nullable(integer(1, 'that wait for answers; null for an open load')),
    rate_per_s: nullable(number('mean rate of arrivals; null for a closed load')),
    sigma: number('of the logarithm of lognormal gaps'),
    arrivals: integer(2, 'in the trace'),
    span_ms: number('from the first arrival of the trace to the last'),
    adaptive_batching: boolean('whether the guard of the largest batch was on'),
    deadline_ms: number('by which a request begins or is dropped'),
    price_per_hour: object({ cpu: number('of a reserved core'), gpu: number('of a GPU') }),
  },
  { optional: ['sigma', 'arrivals', 'span_ms', 'deadline_ms'] },
);

const goodput = object({
  held_per_s: number('highest rate at which the constraints were shown to hold; 0 where none'),
  broken_per_s: nullable(number('lowest rate at which one was broken or the queue grew')),
  tried: array(
    object({
      rate_per_s: number(),
      verdict: oneOf('held', 'broken', 'overloaded', 'undecided'),
      requests: integer(0),
      p99_ms: nullable(number()),
    }),
  ),
});

/** What `loadJson` gives. */
export const LOAD_SCHEMA: JsonRecord = object(
  {
    offered_per_s: nullable(number('null for a closed load')),
    served_per_s: number('answers in the time that was counted'),
    requests: integer(0, 'counted: those intended to arrive in that time'),
    rejected: integer(0, 'turned away because the queue was full'),
    expired: integer(0, 'dropped after their deadline, or never answered'),
    mean_batch: nullable(number('samples per run')),
    mean_wait_ms: nullable(number('from the intended arrival to the start of the run')),
    mean_service_ms: nullable(number('of one run')),
    utilisation: nullable(number('share of the time an instance was busy')),
    cpu_cores: nullable(number('in use by all instances and the batcher')),
    generator_lag_ms: nullable(
      number('how late the generator itself was, 99th percentile; in every latency'),
    ),
    generator_kept_up: boolean('whether the load offered was the one asked for'),
    overloaded: boolean('the queue grew without bound: latencies then say nothing'),
    capacity_per_s: nullable(number('served while full batches waited')),
    bounds: array(
      object({
        metric: string('as in constraints'),
        bound_ms: number(),
        quantile: share(),
        violations: integer(0, 'requests beyond the bound, or never answered'),
        cluster_size: number('requests that count for one independent request'),
      }),
    ),
    guard_steps: array(
      object({
        at_ms: number(),
        from: integer(1),
        to: integer(1),
        reason: oneOf('within target', 'beyond target'),
        observed_ms: number(),
      }),
    ),
    goodput: nullable(goodput),
  },
  { optional: ['guard_steps'] },
);
