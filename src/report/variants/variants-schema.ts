import type { JsonRecord } from '../json-record.ts';
import {
  MEASURED_PROPERTIES,
  MEASUREMENT_DEFINITIONS,
  OPTIONAL_MEASURED,
  ref,
} from '../measurement-schema.ts';
import { CONSTRAINTS, OUTPUTS, VIOLATIONS } from '../result-schema.ts';
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

/** Counts up when a name of the document changes its meaning or goes away; new names may appear any time. */
export const VARIANTS_SCHEMA_VERSION = 1;

const { slices: _slices, run_times_ms: _runTimes, ...figures } = MEASURED_PROPERTIES;

const best = {
  configuration: ref('configuration'),
  ...figures,
  outputs: OUTPUTS,
};

const identity = {
  name: string(),
  model: object({ path: string(), sha256: nullable(string('null where it could not be read')) }),
  accuracy: nullable(number('as the user gave it')),
  provider: string(),
  graph_optimization: oneOf('disabled', 'basic', 'extended', 'all'),
  study_id: nullable(string('its own search, for tune runs, report and resume')),
  probes: integer(0, 'configurations that its search measured'),
};

const variant = object({
  ...identity,
  outcome: oneOf('winner', 'slower', 'rejected', 'failed', 'not-measured'),
  speed_vs_winner: nullable(ref('estimate')),
  compared_by: {
    anyOf: [
      {
        enum: ['final', 'searches', 'figures'],
        description:
          'heats with the winner in them; one heat of the defaults and each search; figures of different times',
      },
      { type: 'null' },
    ],
  },
  rejected_by: VIOLATIONS,
  message: nullable(string('why it failed or was not measured')),
  given_up: nullable(string('why its search ended early')),
  stale: nullable(string('why what was measured may not be true any more')),
  best: nullable(object(best, { optional: OPTIONAL_MEASURED })),
});

const recommendation = object(
  {
    ...identity,
    ...best,
    won_by: oneOf('only', 'speed', 'accuracy'),
    chance: share('probability that no other feasible variant is faster'),
    next_best: nullable(object({ name: string(), speed_of_winner: ref('estimate') })),
  },
  { optional: OPTIONAL_MEASURED },
);

const bounds = {
  objective: string('one that `tune` takes'),
  constraints: CONSTRAINTS,
  min_accuracy: nullable(number()),
};

const common = {
  schema_version: { const: VARIANTS_SCHEMA_VERSION },
  tool_version: string('that measured'),
  contest_id: string(),
  task: string(),
  started_at: string('ISO 8601'),
  host: object({ fingerprint: string(), cpu_model: string(), runtime_version: string() }),
  ...bounds,
  recommendation: nullable(recommendation),
  variants: array(variant),
};

/** JSON Schema (draft-07) of what `tune variants --json` prints and `--out` writes. Further properties may appear. */
export const VARIANTS_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Choice among variants by tune',
  ...object({
    ...common,
    sessions: integer(0, 'heats of the final in fresh processes'),
    budget_s: number(),
    elapsed_s: number(),
    interrupted: boolean(),
    warnings: array(string()),
  }),
  definitions: MEASUREMENT_DEFINITIONS,
};

/** JSON Schema (draft-07) of what `tune choose --json` prints. */
export const CHOICE_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Choice from stored measurements by tune',
  ...object({
    ...common,
    bounds_from: oneOf('asked', 'contest'),
    age_s: number('since the contest began'),
    notes: array(string('what to know before trusting it')),
  }),
  definitions: MEASUREMENT_DEFINITIONS,
};
