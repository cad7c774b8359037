import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { JsonRecord } from '../json-record.ts';
import {
  COMPARED_PROPERTIES,
  MEASUREMENT_DEFINITIONS,
  OPTIONAL_MEASURED,
  ref,
} from '../measurement-schema.ts';
import { RESULT_SCHEMA, RESULT_SCHEMA_VERSION } from '../result-schema.ts';
import { object } from '../schema-parts.ts';
import type { PublishedResult } from './published-result.ts';
import { schemaProblem } from './schema-problem.ts';

const HOW_TO_MAKE = 'Result files are written by: tune model.onnx --out run.json';

/**
 * A result from its JSON text, checked against the schema; `name` says in errors where the text is from. Throws a
 * `TuneError` (usage) for what is not JSON, not a result, of another version of the schema, or damaged.
 */
export function parseResult(text: string, name: string): PublishedResult {
  const value = parsed(text, name);
  requireVersion(value, name);
  const problem = schemaProblem(value, RESULT_SCHEMA) ?? trialProblem(value as PublishedResult);
  if (problem === null) return value as PublishedResult;
  const where = problem.path === '' ? 'it' : printable(problem.path, 120);
  throw new TuneError(
    'usage',
    `${printable(name, 200)} is not a whole result: ${where} ${printable(problem.text, 200)}`,
    { hint: `The file was changed or cut. ${HOW_TO_MAKE}` },
  );
}

function parsed(text: string, name: string): unknown {
  try {
    // Editors of Windows put a byte order mark first, which JSON does not know.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const isEventLog = /^\s*\{[^\n]*\}\s*\n\s*\{/.test(text);
    const what = isEventLog ? 'is a log of events, not a result' : 'is not JSON';
    const detail = isEventLog ? '' : `: ${printable((error as Error).message, 120)}`;
    throw new TuneError('usage', `${printable(name, 200)} ${what}${detail}`, {
      cause: error,
      hint: HOW_TO_MAKE,
    });
  }
}

function requireVersion(value: unknown, name: string): void {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const record = isRecord ? (value as JsonRecord) : {};
  const version = record['schema_version'];
  if (typeof version !== 'number' || !Array.isArray(record['trials'])) {
    const what =
      'outcome' in record ? 'a single probe, not the result of a search' : 'not a result';
    throw new TuneError('usage', `${printable(name, 200)} is ${what}`, { hint: HOW_TO_MAKE });
  }
  if (version === RESULT_SCHEMA_VERSION) return;
  const newer = version > RESULT_SCHEMA_VERSION;
  throw new TuneError(
    'usage',
    `${printable(name, 200)} has version ${version} of the result schema, this tune reads version ${RESULT_SCHEMA_VERSION}`,
    {
      hint: newer
        ? 'It was written by a newer tune: update this one.'
        : 'It was written by an older tune: measure again, or use that version.',
    },
  );
}

/** What the schema asks of no trial because failed ones lack it. */
const MEASURED_TRIAL: JsonRecord = {
  ...object(COMPARED_PROPERTIES, { optional: OPTIONAL_MEASURED }),
  definitions: MEASUREMENT_DEFINITIONS,
};

const FAILED_TRIAL: JsonRecord = {
  ...object({ failure: ref('failure') }),
  definitions: MEASUREMENT_DEFINITIONS,
};

function trialProblem({ trials }: PublishedResult): ReturnType<typeof schemaProblem> {
  for (const [i, trial] of trials.entries()) {
    const schema = trial.outcome === 'failed' ? FAILED_TRIAL : MEASURED_TRIAL;
    const problem = schemaProblem(trial, schema);
    if (problem !== null) return { ...problem, path: `trials[${i}].${problem.path}` };
  }
  return null;
}
