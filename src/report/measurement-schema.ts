import type { JsonRecord } from './json-record.ts';
import { LOAD_SCHEMA } from './load-schema.ts';
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

/** A reference to one of `MEASUREMENT_DEFINITIONS`. */
export function ref(name: Definition): JsonRecord {
  return { $ref: `#/definitions/${name}` };
}

type Definition = 'estimate' | 'ratio' | 'latency' | 'configuration' | 'failure';

const milliseconds = nullable(number('null where the runs do not support the claim'));

const DEFINITIONS: Readonly<Record<Definition, JsonRecord>> = {
  estimate: {
    description: 'with its 95 % interval; a bound that is not known is null',
    ...object({ value: nullable(number()), low: nullable(number()), high: nullable(number()) }),
  },
  ratio: {
    description: 'to the reference, above 1 is better; 95 % interval; computed as a logarithm',
    ...object({
      value: nullable(number()),
      low: nullable(number()),
      high: nullable(number()),
      log: nullable(number()),
      log_standard_error: nullable(number()),
      degrees_of_freedom: nullable(number()),
    }),
  },
  latency: {
    description: 'time of one run, that is of one batch; under a load, of one request',
    ...object({
      mean: number(),
      p50: milliseconds,
      p90: milliseconds,
      p95: milliseconds,
      p99: milliseconds,
    }),
  },
  configuration: object(
    {
      provider: string(),
      batch_size: integer(1),
      instances: integer(1),
      intra_op_threads: integer(0, "0 is the runtime's default"),
      inter_op_threads: integer(0, "0 is the runtime's default"),
      execution_mode: oneOf('sequential', 'parallel'),
      graph_optimization: oneOf('disabled', 'basic', 'extended', 'all'),
      spinning: boolean(),
      memory_arena: boolean(),
      max_queue_delay_ms: number(
        'longest a request is held back for its batch to fill; absent without a load',
      ),
    },
    { optional: ['max_queue_delay_ms'] },
  ),
  failure: object({
    kind: oneOf(
      'crash',
      'out-of-memory',
      'timeout',
      'unsupported',
      'runtime-error',
      'wrong-output',
      'overloaded',
    ),
    message: string(),
    stderr: string(),
  }),
};

/** Shared by all documents that publish measurements. */
export const MEASUREMENT_DEFINITIONS: JsonRecord = DEFINITIONS;

const numbers = array(number());

/** Only where samples differ in length. */
const LENGTH_PROPERTIES: JsonRecord = {
  tokens_per_s: ref('estimate'),
  padding_share: share('padded positions of all that were run'),
  tokens_per_sample: number('mean real length'),
  shapes: integer(1, 'distinct lengths that the model was run at'),
};

/** Properties of a measured configuration; `slices` and `run_times_ms` only where evidence was asked for. */
export const MEASURED_PROPERTIES: JsonRecord = {
  throughput_ips: ref('estimate'),
  latency_ms: ref('latency'),
  runs: number('runs counted; those that straddle an edge by their share'),
  rounds: integer(0),
  peak_rss_bytes: number('of all instances together, runtime and Node.js included'),
  instance_peak_rss_bytes: numbers,
  session_create_ms: number('of the slowest instance'),
  first_run_ms: number('of the slowest instance'),
  cpu_ms_per_inference: number(),
  steal_share: share(),
  background_share: share(),
  ...LENGTH_PROPERTIES,
  load: LOAD_SCHEMA,
  peak_device_bytes: nullable(
    number(
      'memory of all instances on the GPU; absent on the CPU, null where its driver does not tell',
    ),
  ),
  device_utilisation: nullable(share('of the time in which the GPU was busy')),
  slices: object({
    round: numbers,
    at_ms: numbers,
    window_ms: numbers,
    runs: numbers,
    run_ms: numbers,
    cpu_ms_per_run: numbers,
  }),
  run_times_ms: nullable(numbers),
};

/** Those that are not always there: evidence, and what only a load, a GPU or samples of many lengths have. */
export const OPTIONAL_MEASURED: readonly string[] = [
  ...Object.keys(LENGTH_PROPERTIES),
  'load',
  'slices',
  'run_times_ms',
  'peak_device_bytes',
  'device_utilisation',
];

/** The same, compared with a reference. */
export const COMPARED_PROPERTIES: JsonRecord = {
  ...MEASURED_PROPERTIES,
  vs_reference: object(
    {
      throughput: ref('ratio'),
      latency: ref('ratio'),
      efficiency: ref('ratio'),
      goodput: ref('ratio'),
      cost: ref('ratio'),
    },
    // Only an open load has these.
    { optional: ['goodput', 'cost'] },
  ),
};
