import { CONSTRAINT_METRICS } from '../study/objective.ts';
import { STOP_REASONS } from '../study/study-result.ts';
import type { JsonRecord } from './json-record.ts';
import { LENGTHS_SCHEMA } from './lengths-json.ts';
import { STUDY_LOAD_SCHEMA } from './load-schema.ts';
import {
  COMPARED_PROPERTIES,
  MEASUREMENT_DEFINITIONS,
  OPTIONAL_MEASURED,
  ref,
} from './measurement-schema.ts';
import { PLACEMENT_SCHEMA } from './placement-json.ts';
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

/** Counts up when a name of the document changes its meaning or goes away; new names may appear any time. */
export const RESULT_SCHEMA_VERSION = 1;

const port = object({
  name: string(),
  element_type: string(),
  shape: array({ type: ['integer', 'string', 'null'] }),
  batch_axis: nullable(integer(0)),
});

const batching = object(
  {
    status: oneOf('declared', 'rewritten', 'fixed'),
    verified_batch: integer(1, 'the batch at which rows were compared with single runs'),
    vacuous: boolean('the outputs do not depend on the inputs, so the check says little'),
    changes: integer(0, 'constants changed in the rewritten copy'),
    reason: string('why the batch cannot be changed'),
    node: nullable(string('the node that stops it')),
  },
  { required: ['status'] },
);

const model = object({
  path: string(),
  sha256: string('of the file, or of the list of hashes of all files where weights lie apart'),
  batchable: boolean('whether the batch size was a knob'),
  rebatched: boolean('whether other batch sizes need the rewritten copy of the file'),
  batching,
  base_batch: integer(1, 'samples per run of the file as it is'),
  graph_hash: string(),
  file_bytes: integer(0),
  weight_bytes: integer(0),
  parameters: integer(0),
  nodes: integer(0),
  operators: array(object({ operator: string(), count: integer(0) })),
  opset: integer(0),
  inputs: array(port),
  outputs: array(port),
});

const host = object({
  fingerprint: string('equal fingerprints mean comparable absolute figures'),
  fingerprint_parts: { type: 'object' },
  usable_cores: number('affinity, cpuset and quota respected; may be a fraction'),
  logical_cores: integer(1),
  physical_cores: integer(1),
  platform: string(),
  cpu_model: string(),
  isa: array(string()),
  memory_limit_bytes: number(),
  virtualised: nullable(boolean()),
  runtime_version: string(),
  node_version: string(),
  providers: array(string()),
  can_freeze: boolean(),
  disturbances: array(string()),
});

const measured = { configuration: ref('configuration'), ...COMPARED_PROPERTIES };

/** How the outputs of a configuration compared with the default's. */
export const OUTPUTS: JsonRecord = object(
  {
    status: oneOf('equal', 'different', 'not-applicable', 'failed', 'not-compared'),
    max_relative_deviation: nullable(
      number('largest difference as a share of the largest magnitude; null where not comparable'),
    ),
    outputs: array(
      object({
        output: string(),
        max_relative_deviation: nullable(number('of integers the share that differs')),
        tolerance: number('what it may be'),
      }),
    ),
    tolerance_reason: string('why the tolerance is what it is'),
    output: string('the first output beyond its tolerance'),
    message: string(),
    failure: ref('failure'),
  },
  { required: ['status'] },
);

const finalist = {
  ...measured,
  speedup_vs_default: nullable(ref('estimate')),
  speedup_vs_reference: ref('estimate'),
  outputs: OUTPUTS,
};

const recommendation = object(
  {
    ...finalist,
    keep_default: boolean('nothing is better than the default beyond doubt'),
    confidence: share('probability that none of the other finalists is better'),
    reason: string(),
    placement: PLACEMENT_SCHEMA,
    snippets: object({ node: string(), python: string() }),
  },
  { optional: [...OPTIONAL_MEASURED, 'placement'] },
);

/** What must hold. */
export const CONSTRAINTS: JsonRecord = array(
  object({
    metric: oneOf(...CONSTRAINT_METRICS),
    relation: oneOf('<=', '>='),
    bound: number(),
    text: string(),
  }),
);

/** Constraints that something does not meet. */
export const VIOLATIONS: JsonRecord = array(
  object(
    {
      constraint: string(),
      found: nullable(number()),
      verdict: oneOf('violated', 'unsupported'),
      requests_needed: integer(1, 'more without a violation that would show that it holds'),
    },
    { optional: ['requests_needed'] },
  ),
);

const trial = object(
  {
    number: integer(1),
    ...measured,
    outcome: oneOf('measured', 'pruned', 'failed'),
    reason: string('why the strategy wanted it'),
    probe_s: number(),
    finished_at_s: number('since the study began'),
    throughput_ips: nullable(ref('estimate')),
    latency_ms: nullable(ref('latency')),
    failure: nullable(ref('failure')),
    violations: VIOLATIONS,
  },
  {
    required: [
      'number',
      'configuration',
      'outcome',
      'reason',
      'probe_s',
      'finished_at_s',
      'throughput_ips',
      'latency_ms',
      'failure',
      'violations',
    ],
  },
);

const leaning = {
  sources: array(
    object({
      name: string(),
      similarity: share('of its model to this one'),
      host_similarity: share('of its host to this one'),
      origin: oneOf('own', 'shipped'),
      weight: share('of the whole of what the search started from'),
    }),
  ),
  law_weight: share('of the cost law'),
  law_trials: integer(1),
  transfer_weight: share('of all sources together'),
};

const rarely = { optional: ['law_trials'] };
const start = object(
  {
    ...leaning,
    confidence: nullable(
      share('probability, when the search ended, that nothing much better was left to find'),
    ),
    ended: object(leaning, rarely),
  },
  rarely,
);

const evidence = { optional: OPTIONAL_MEASURED };

/** JSON Schema (draft-07) of what `tune MODEL --json` prints and `--out` writes. Further properties may appear. */
export const RESULT_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Result of tune',
  ...object(
    {
      schema_version: { const: RESULT_SCHEMA_VERSION },
      tool_version: string(),
      study_id: string(),
      started_at: string('ISO 8601'),
      command: array(string()),
      options: {
        type: 'object',
        description: 'options as given by flags and config file, lists of texts by name',
      },
      model,
      host,
      lengths: nullable(LENGTHS_SCHEMA),
      load: nullable(STUDY_LOAD_SCHEMA),
      objective: oneOf('throughput', 'latency', 'efficiency', 'goodput', 'cost'),
      constraints: CONSTRAINTS,
      space: object({
        size: integer(1, 'valid configurations'),
        knobs: array(
          object({ name: string(), values: array({ type: ['string', 'number', 'boolean'] }) }),
        ),
      }),
      strategy: string(),
      start: nullable(start),
      seed: number(),
      budget_s: number(),
      max_probes: nullable(integer(1)),
      default: nullable(object(measured, evidence)),
      reference: nullable(object({ is_default: boolean(), ...measured }, evidence)),
      recommendation: nullable(recommendation),
      runners_up: array(object(finalist, evidence)),
      rejected: array(object({ configuration: ref('configuration'), reason: string() })),
      providers: array(
        object(
          {
            provider: string(),
            status: oneOf('measured', 'failed'),
            configuration: ref('configuration'),
            speedup_vs_reference: ref('estimate'),
            outputs: OUTPUTS,
            reason: string('why nothing of it was measured'),
          },
          { required: ['provider', 'status'] },
        ),
      ),
      trials: array(trial),
      probes: integer(0),
      race_sessions: integer(0, 'fresh processes each finalist was measured in'),
      elapsed_s: number(),
      stopped_because: oneOf(...STOP_REASONS),
      noise: object({
        slice_spread: number('standard deviation of the log of speed from slice to slice'),
        steal_share: share(),
        background_share: share(),
      }),
      warnings: array(string()),
    },
    // Results of before there was a model behind any search have no start, those of before there were lengths or loads none
    // of these; providers are told apart where there are several.
    { optional: ['start', 'lengths', 'load', 'providers'] },
  ),
  definitions: MEASUREMENT_DEFINITIONS,
};
