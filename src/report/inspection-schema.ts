import type { JsonRecord } from './json-record.ts';
import { MEASUREMENT_DEFINITIONS, ref } from './measurement-schema.ts';
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

const port = object({
  name: string(),
  element_type: string(),
  shape: nullable(array({ type: ['integer', 'string', 'null'] })),
  sizes: nullable(array({ type: ['integer', 'null'] })),
  batch_axis: nullable(integer(0)),
});

const expected = object({
  configuration: ref('configuration'),
  throughput_ips: ref('estimate'),
  memory_bytes: number(),
});

const profile = object({
  runs: integer(1),
  run_ms: number(),
  kernel_ms: number('sum of the kernels; the rest of a run is the runtime’s own'),
  predicted_run_ms: nullable(number()),
  families: array(
    object({
      family: string(),
      kernels: integer(0),
      measured_ms: number(),
      measured_share: share(),
      predicted_share: nullable(share()),
    }),
  ),
  slowest: array(object({ node: string(), op_type: string(), ms: number() })),
  fallbacks: array(object({ op_type: string(), provider: string(), count: integer(1) })),
});

/** JSON schema (draft 7) of `tune inspect --json`. */
export const INSPECTION_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'tune inspect MODEL --json',
  definitions: MEASUREMENT_DEFINITIONS,
  ...object({
    schema_version: { const: 1 },
    path: string(),
    file_bytes: integer(0),
    opset: integer(0),
    producer: string(),
    nodes: integer(0),
    inputs: array(port),
    outputs: array(port),
    notes: array(string()),
    batch: integer(1, 'samples of the run that is looked at'),
    parameters: integer(0),
    weight_bytes: number(),
    flops: number('operations of one run; a multiply-accumulate counts two'),
    bytes_moved: number('by the kernels of one run, weights included'),
    flops_per_byte: number(),
    activation_peak_bytes: number(),
    kernels: integer(0),
    graph_width: number('arithmetic per arithmetic of the heaviest path'),
    graph_depth: integer(0),
    time_basis: oneOf('this machine', 'reference machine'),
    families: array(
      object({
        family: string(),
        share: share('of the predicted time of one thread'),
        flops_share: share(),
        bytes_share: share(),
        kernels: integer(0),
      }),
    ),
    batchable: boolean(),
    batching: object({
      status: oneOf('declared', 'rewritten', 'fixed'),
      base_batch: integer(1),
      changes: integer(0),
      obstacle: nullable(object({ node: string(), opType: string(), reason: string() })),
    }),
    unknown_operators: array(string()),
    unresolved_tensors: array(string()),
    signature: array(number()),
    signature_version: integer(1),
    signature_parts: { type: 'object' },
    neighbours: array(object({ name: string(), similarity: share(), reasons: array(string()) })),
    expectation: nullable(
      object({
        default: expected,
        best: expected,
        speedup_vs_default: number(),
        configurations: integer(1),
      }),
    ),
    profile: nullable(profile),
  }),
};
