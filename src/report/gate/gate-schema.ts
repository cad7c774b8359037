import { ASSERTION_NAMES } from '../../gate/assertion.ts';
import type { JsonRecord } from '../json-record.ts';
import {
  MEASURED_PROPERTIES,
  MEASUREMENT_DEFINITIONS,
  OPTIONAL_MEASURED,
  ref,
} from '../measurement-schema.ts';
import { array, boolean, nullable, number, object, oneOf, share, string } from '../schema-parts.ts';

/** Counts up when a name of the document changes its meaning or goes away; new names may appear any time. */
export const GATE_SCHEMA_VERSION = 1;

const verdict = oneOf('improved', 'held', 'regressed', 'inconclusive');

const assertion = object({
  name: oneOf(...ASSERTION_NAMES),
  subject: nullable(string('the constraint it speaks of')),
  level: oneOf('warn', 'error'),
  status: oneOf('passed', 'failed', 'inconclusive', 'not-applicable'),
  verdict: { anyOf: [verdict, { type: 'null' }] },
  ratio: nullable(ref('estimate')),
  message: string(),
  hint: nullable(string()),
});

const figures = Object.fromEntries(
  Object.entries(MEASURED_PROPERTIES).filter(([name]) => !OPTIONAL_MEASURED.includes(name)),
);

/** JSON Schema (draft-07) of what `tune check --json` prints. */
export const GATE_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Check of a serving lock by tune',
  ...object({
    schema_version: { const: GATE_SCHEMA_VERSION },
    tool_version: string(),
    verdict,
    conclusion: oneOf('passed', 'failed', 'inconclusive'),
    strict: boolean(),
    lock: string(),
    model: object({ path: string(), sha256: string(), graph_hash: string() }),
    configuration: ref('configuration'),
    baseline: nullable(string()),
    against: nullable(ref('configuration')),
    objective: oneOf('throughput', 'latency', 'efficiency'),
    assertions: array(assertion),
    band: number('change of a ratio that was asked to matter, as a share'),
    noise_floor: nullable(number('how far the configuration was from itself, as a share')),
    same_vs_same: nullable(ref('estimate')),
    measured: array(
      object(
        {
          member: oneOf('default', 'locked', 'baseline', 'other'),
          configuration: ref('configuration'),
          ...figures,
        },
        { optional: OPTIONAL_MEASURED },
      ),
    ),
    sessions: array(
      object({ disturbed: boolean(), steal_share: share(), background_share: share() }),
    ),
    host: object({
      fingerprint: string(),
      platform: string(),
      cpu_model: string(),
      isa: array(string()),
      usable_cores: number(),
      runtime_version: string(),
      disturbances: array(string()),
    }),
    elapsed_s: number(),
  }),
  definitions: MEASUREMENT_DEFINITIONS,
};
