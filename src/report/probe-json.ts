import type { Configuration } from '../space/configuration.ts';
import type { LengthFacts } from '../study/length-facts.ts';
import type { Constraint } from '../study/objective.ts';
import type { Placement } from '../study/placement.ts';
import type { MemberOutcome } from '../study/prober.ts';
import type { ModelFacts, StudyLoad } from '../study/study-header.ts';
import type { JsonRecord } from './json-record.ts';
import { LENGTHS_SCHEMA, lengthsJson } from './lengths-json.ts';
import { studyLoadJson } from './load-json.ts';
import { STUDY_LOAD_SCHEMA } from './load-schema.ts';
import { configurationJson, evidenceJson, measurementJson } from './measurement-json.ts';
import { MEASURED_PROPERTIES, MEASUREMENT_DEFINITIONS, ref } from './measurement-schema.ts';
import { PLACEMENT_SCHEMA, placementJson } from './placement-json.ts';
import { boolean, nullable, number, object, oneOf, string } from './schema-parts.ts';
import { failureJson } from './trial-json.ts';

/** Counts up when a name of the document changes its meaning or goes away. */
const PROBE_SCHEMA_VERSION = 1;

/** One measurement of one configuration, as `tune probe` makes it. */
export interface ProbeReport {
  readonly model: Pick<ModelFacts, 'path' | 'sha256' | 'batching'>;
  readonly configuration: Configuration;
  readonly outcome: MemberOutcome;
  /** Absent where every sample is of one length. */
  readonly lengths?: LengthFacts | null;
  /** Absent where the instances ran back to back. */
  readonly load?: StudyLoad | null;
  /** What should hold under the load. */
  readonly constraints?: readonly Constraint[];
  /** Where its nodes ran; null on the CPU, and where no profile was made. */
  readonly placement?: Placement | null;
  readonly elapsedS: number;
}

const NOT_MEASURED = {
  throughput_ips: null,
  latency_ms: null,
  runs: null,
  peak_rss_bytes: null,
  session_create_ms: null,
  first_run_ms: null,
  cpu_ms_per_inference: null,
};

/** What `tune probe MODEL --json` prints; `PROBE_SCHEMA` describes it. */
export function probeJson(report: ProbeReport, withEvidence = false): JsonRecord {
  const { model, configuration, outcome, elapsedS } = report;
  const measurement = outcome.status === 'measured' ? outcome.measurement : null;
  return {
    schema_version: PROBE_SCHEMA_VERSION,
    model: {
      path: model.path,
      sha256: model.sha256,
      rebatched: model.batching.status === 'rewritten',
    },
    configuration: configurationJson(configuration),
    lengths: lengthsJson(report.lengths),
    offered: studyLoadJson(report.load),
    outcome: outcome.status,
    ...(measurement === null ? NOT_MEASURED : measurementJson(measurement)),
    ...(measurement !== null && withEvidence ? evidenceJson(measurement) : {}),
    ...(report.placement && { placement: placementJson(report.placement) }),
    failure: outcome.status === 'failed' ? failureJson(outcome.failure) : null,
    reason: outcome.status === 'skipped' ? outcome.reason : null,
    elapsed_s: elapsedS,
  };
}

const nullWhenFailed = Object.fromEntries(
  Object.entries(MEASURED_PROPERTIES).map(([name, schema]) => [
    name,
    name in NOT_MEASURED ? nullable(schema as JsonRecord) : schema,
  ]),
);

/** JSON Schema (draft-07) of what `tune probe MODEL --json` prints. Further properties may appear. */
export const PROBE_SCHEMA: JsonRecord = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Result of tune probe',
  ...object(
    {
      schema_version: { const: PROBE_SCHEMA_VERSION },
      model: object({ path: string(), sha256: string(), rebatched: boolean() }),
      configuration: ref('configuration'),
      lengths: nullable(LENGTHS_SCHEMA),
      offered: nullable(STUDY_LOAD_SCHEMA),
      outcome: oneOf('measured', 'failed', 'skipped'),
      ...nullWhenFailed,
      placement: PLACEMENT_SCHEMA,
      failure: nullable(ref('failure')),
      reason: nullable(string('why nothing was measured')),
      elapsed_s: number(),
    },
    {
      required: [
        'schema_version',
        'model',
        'configuration',
        'outcome',
        ...Object.keys(NOT_MEASURED),
        'failure',
        'reason',
        'elapsed_s',
      ],
    },
  ),
  definitions: MEASUREMENT_DEFINITIONS,
};
