import { CONSTRAINT_METRICS } from '../../study/objective.ts';
import type { JsonRecord } from '../json-record.ts';
import { MEASUREMENT_DEFINITIONS, ref } from '../measurement-schema.ts';
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
} from '../schema-parts.ts';

/** Counts up when a name of the file changes its meaning or goes away. */
export const LOCK_SCHEMA_VERSION = 1;

const evidence = object({
  study_id: string(),
  measured_at: string('ISO 8601'),
  speedup_vs_default: nullable(ref('estimate')),
  keep_default: boolean(),
  confidence: share('probability that none of the other finalists is better'),
  sessions: integer(0, 'fresh sessions behind the speed-up'),
  throughput_ips: ref('estimate'),
  latency_ms: ref('latency'),
  peak_rss_bytes: number(),
  session_create_ms: number(),
  cpu_ms_per_inference: number(),
  noise: object({
    slice_spread: number('standard deviation of the log of speed from slice to slice'),
    steal_share: share(),
    background_share: share(),
  }),
});

const options = object(
  { shape: array(string()), input: array(string()), seed: array(string()) },
  { required: [] },
);

/** JSON Schema (draft-07) of tune.lock.json. */
export const LOCK_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Serving lock of tune',
  ...object({
    schema_version: { const: LOCK_SCHEMA_VERSION },
    tool_version: string(),
    runtime_version: string('of onnxruntime'),
    model: object({
      path: string('relative to this file'),
      sha256: string(),
      graph_hash: string(),
      base_batch: integer(1),
      batching: oneOf('declared', 'rewritten', 'fixed'),
      verified_batch: nullable(integer(1)),
    }),
    configuration: ref('configuration'),
    default: nullable(ref('configuration')),
    objective: oneOf('throughput', 'latency', 'efficiency'),
    constraints: array(
      object({
        metric: oneOf(...CONSTRAINT_METRICS),
        relation: oneOf('<=', '>='),
        bound: number(),
        text: string(),
      }),
    ),
    evidence,
    host: object({
      class: object({
        platform: string(),
        isa: array(string()),
        usable_cores: number(),
        provider: string(),
      }),
      fingerprint: string('absolute figures compare only where it is equal'),
      cpu_model: string(),
    }),
    options,
  }),
  definitions: MEASUREMENT_DEFINITIONS,
};
