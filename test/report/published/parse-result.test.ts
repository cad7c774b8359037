import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TuneError } from '../../../src/core/tune-error.ts';
import { inertJson } from '../../../src/report/inert-json.ts';
import { configurationJson } from '../../../src/report/measurement-json.ts';
import { configurationOf } from '../../../src/report/published/configuration-of.ts';
import { parseResult } from '../../../src/report/published/parse-result.ts';
import type { PublishedResult } from '../../../src/report/published/published-result.ts';
import { schemaProblem } from '../../../src/report/published/schema-problem.ts';
import { resultJson } from '../../../src/report/result-json.ts';
import { RESULT_SCHEMA } from '../../../src/report/result-schema.ts';
import type { StudyResult } from '../../../src/study/study-result.ts';
import { assertProperty } from '../../support/assert-property.ts';
import * as results from '../results.ts';

const SCENES = Object.entries(results).filter(
  (entry): entry is [string, StudyResult] =>
    typeof entry[1] === 'object' && 'stoppedBecause' in entry[1],
);

const written = (result: StudyResult, withEvidence = true): string =>
  inertJson(resultJson(result, { withEvidence }));

function refusal(text: string): TuneError {
  try {
    parseResult(text, 'run.json');
  } catch (error) {
    if (error instanceof TuneError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('a result read back', () => {
  it.each(SCENES)('is what was written: %s', (_name, result) => {
    for (const withEvidence of [false, true]) {
      const text = written(result, withEvidence);
      expect(parseResult(text, 'run.json')).toEqual(JSON.parse(text));
    }
  });

  it('gives configurations back', () => {
    const read = parseResult(written(results.SLOWER_BUT_FEASIBLE), 'run.json');
    for (const [i, trial] of results.SLOWER_BUT_FEASIBLE.trials.entries()) {
      const published = read.trials[i]?.configuration;
      expect(published).toEqual(configurationJson(trial.configuration));
      expect(published && configurationOf(published)).toEqual(trial.configuration);
    }
  });

  it('may start with a byte order mark and hold names of later versions', () => {
    const text = written(results.CLEAR_GAIN).replace('{', '\ufeff{"later": 1,');
    expect(parseResult(text, 'run.json').study_id).toBe('01jdcq4m8v7x');
  });
});

describe('what is no result', () => {
  it.each([
    ['\u0008\u0007onnx', 'run.json is not JSON'],
    ['{"a":1}\n{"b":2}\n', 'a log of events'],
    ['[]', 'run.json is not a result'],
    ['null', 'run.json is not a result'],
    ['{"schema_version":1,"outcome":"measured"}', 'a single probe'],
    ['{"schema_version":0,"trials":[]}', 'has version 0'],
    ['{"schema_version":1,"trials":[]}', 'tool_version is missing'],
  ])('is refused with what it is: %j', (text, message) => {
    const error = refusal(text);
    expect(error.message).toContain(message);
    expect(error.exitCode).toBe(2);
    expect(error.hint).toBeTruthy();
  });

  it('says which tune to use for another version', () => {
    expect(refusal('{"schema_version":2,"trials":[]}').hint).toContain('newer tune');
    expect(refusal('{"schema_version":0,"trials":[]}').hint).toContain('older tune');
  });

  it.each<[string, (r: Record<string, unknown>) => unknown]>([
    ['objective should be', (r) => ({ ...r, objective: 'speed' })],
    ['elapsed_s should be a number, is text', (r) => ({ ...r, elapsed_s: '58' })],
    ['trials[0].vs_reference is missing', (r) => ({ ...r, trials: without(r, 'vs_reference') })],
    [
      'trials[0].latency_ms should be an object',
      (r) => ({ ...r, trials: nulled(r, 'latency_ms') }),
    ],
    [
      'recommendation.configuration.batch_size should be at least 1, is 0',
      (r) => ({ ...r, recommendation: batchless(r) }),
    ],
  ])('is refused with the place that is wrong: %s', (message, change) => {
    const changed = change(JSON.parse(written(results.CLEAR_GAIN)));
    expect(refusal(JSON.stringify(changed)).message).toContain(message);
  });

  it('never reaches the terminal with a name that obeys there', () => {
    const { message } = (() => {
      try {
        parseResult('nope\u001b[2J', '\u001b]0;x\u0007.json');
        throw new Error('was not refused');
      } catch (error) {
        return error as Error;
      }
    })();
    expect(message).not.toMatch(/\p{Cc}/u);
  });
});

describe('the check against the schema', () => {
  it('agrees with a full implementation of JSON Schema on damaged results', () => {
    const ajv = new Ajv({ strict: false }).compile(RESULT_SCHEMA);
    const texts = SCENES.map(([, result]) => written(result));
    const replacement = fc.constantFrom(undefined, null, 0, -1, 1.5, 'x', true, [], {}, [null]);
    assertProperty(
      fc.property(fc.constantFrom(...texts), fc.nat(), replacement, (text, position, value) => {
        const damaged = damage(JSON.parse(text), position, value);
        expect(schemaProblem(damaged, RESULT_SCHEMA) === null).toBe(ajv(damaged));
      }),
      300,
    );
  });
});

/** The document with one of its members, anywhere, replaced (or left out, for undefined). */
function damage(document: unknown, position: number, value: unknown): unknown {
  const members: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, member] of Object.entries(node)) {
      members.push([node as Record<string, unknown>, key]);
      visit(member);
    }
  };
  visit(document);
  const [holder, key] = members[position % members.length] ?? [{}, ''];
  if (value === undefined && !Array.isArray(holder)) delete holder[key];
  else holder[key] = value ?? null;
  return document;
}

const trialsOf = (r: Record<string, unknown>): readonly Record<string, unknown>[] =>
  r['trials'] as readonly Record<string, unknown>[];

function without(r: Record<string, unknown>, name: string): unknown {
  const keep = ([key]: [string, unknown]): boolean => key !== name;
  return trialsOf(r).map((t) => Object.fromEntries(Object.entries(t).filter(keep)));
}

function nulled(r: Record<string, unknown>, name: string): unknown {
  return trialsOf(r).map((t) => ({ ...t, [name]: null }));
}

function batchless(r: Record<string, unknown>): unknown {
  const recommendation = r['recommendation'] as NonNullable<PublishedResult['recommendation']>;
  return {
    ...recommendation,
    configuration: { ...recommendation.configuration, batch_size: 0 },
  };
}
