import type { JsonRecord } from '../json-record.ts';
import { STUDY_LOAD_SCHEMA } from '../load-schema.ts';
import { MEASUREMENT_DEFINITIONS, ref } from '../measurement-schema.ts';
import {
  array,
  boolean,
  integer,
  nullable,
  number,
  object,
  oneOf,
  string,
} from '../schema-parts.ts';

const STATE = oneOf('running', 'finished', 'interrupted');
const OBJECTIVE = oneOf('throughput', 'latency', 'efficiency', 'goodput', 'cost');
const LOAD = nullable(string('as given with --load; null where instances ran back to back'));

const best = nullable(
  object({
    study_id: string(),
    objective: OBJECTIVE,
    load: LOAD,
    configuration: ref('configuration'),
    speedup_vs_default: ref('estimate'),
    keep_default: boolean(),
  }),
);

const points = array(
  object({
    configuration: ref('configuration'),
    outcome: oneOf('measured', 'pruned', 'failed'),
    log_ratio: nullable(
      object({
        value: nullable(number()),
        standard_error: nullable(number('null where not known')),
      }),
    ),
    throughput_ips: nullable(number()),
    probe_s: number(),
  }),
);

const task = {
  model: object({ name: string(), sha256: string() }),
  host: object({
    fingerprint: string(),
    platform: string(),
    cpu_model: string(),
    usable_cores: number(),
  }),
  trials: integer(0),
  latest_at: nullable(string('ISO 8601')),
  best,
  runs: array(
    object({
      study_id: string(),
      started_at: string(),
      objective: OBJECTIVE,
      load: LOAD,
      trials: integer(0),
      state: STATE,
    }),
  ),
};

const study = object({
  study_id: string(),
  started_at: string('ISO 8601'),
  tool_version: string(),
  state: STATE,
  model: object({
    path: string(),
    sha256: string(),
    parameters: integer(0),
    base_batch: integer(1),
  }),
  host: object({
    fingerprint: string(),
    platform: string(),
    cpu_model: string(),
    usable_cores: number(),
    runtime_version: string(),
  }),
  objective: OBJECTIVE,
  load: nullable(STUDY_LOAD_SCHEMA),
  constraints: array(string()),
  strategy: string(),
  seed: number(),
  budget_s: nullable(number()),
  space_size: integer(0),
  reference: ref('configuration'),
  trials: object({ measured: integer(0), pruned: integer(0), failed: integer(0) }),
  probe_s: number(),
  stopped_because: nullable(string()),
  best,
  points,
});

const document = (title: string, properties: JsonRecord): JsonRecord => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title,
  ...object({ schema_version: { const: 1 }, ...properties }),
  definitions: MEASUREMENT_DEFINITIONS,
});

const imported = document('Outcome of an import', {
  sources: array(string()),
  added: integer(0),
  extended: integer(0),
  present: integer(0),
  signatures: integer(0, 'models whose signature was new'),
  skipped: array(object({ source: string(), line: nullable(integer(1)), reason: string() })),
});

/** JSON Schemas (draft-07) of what the commands of `tune kb` print with --json. */
export const KNOWLEDGE_SCHEMAS: Readonly<Record<string, JsonRecord>> = {
  'kb list': document('Tasks of a knowledge base', { tasks: array(object(task)) }),
  'kb show': {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A model or a run of a knowledge base',
    anyOf: [
      object({
        schema_version: { const: 1 },
        tasks: array(object({ ...task, objective: OBJECTIVE, points })),
      }),
      object({ schema_version: { const: 1 }, study }),
    ],
    definitions: MEASUREMENT_DEFINITIONS,
  },
  'kb stats': document('Figures of a knowledge base', {
    place: string(),
    models: integer(0),
    hosts: integer(0),
    tasks: integer(0),
    runs: object({
      total: integer(0),
      finished: integer(0),
      interrupted: integer(0),
      running: integer(0),
    }),
    trials: integer(0),
    signatures: integer(0),
    bytes: nullable(integer(0)),
    oldest_at: nullable(string()),
    newest_at: nullable(string()),
  }),
  'kb import': imported,
  'kb merge': imported,
  'kb prune': document('Studies that were removed', {
    dry_run: boolean('nothing was removed'),
    removed: array(
      object({
        study_id: string(),
        started_at: string(),
        model: object({ path: string(), sha256: string() }),
        host: object({ fingerprint: string() }),
        trials: integer(0),
        state: STATE,
      }),
    ),
  }),
  'kb verify': document('Soundness of a knowledge base', {
    place: string(),
    sound: boolean(),
    problems: array(object({ study_id: nullable(string()), what: string() })),
  }),
  'kb seed': document('Outcome of seeding', {
    models: array(
      object({
        name: string(),
        outcome: oneOf('tuned', 'interrupted', 'known', 'failed', 'left'),
        study_id: nullable(string()),
        trials: integer(0),
        elapsed_s: number(),
        best,
        reason: nullable(string()),
      }),
    ),
  }),
};
