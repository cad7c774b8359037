import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { inertJson } from '../../../src/report/inert-json.ts';
import { lockJson } from '../../../src/report/lock/lock-json.ts';
import { lockOfResult } from '../../../src/report/lock/lock-of-result.ts';
import { LOCK_SCHEMA } from '../../../src/report/lock/lock-schema.ts';
import { lockText } from '../../../src/report/lock/lock-text.ts';
import { parseLock } from '../../../src/report/lock/parse-lock.ts';
import { parseResult } from '../../../src/report/published/parse-result.ts';
import type { PublishedResult } from '../../../src/report/published/published-result.ts';
import { resultJson } from '../../../src/report/result-json.ts';
import type { StudyResult } from '../../../src/study/study-result.ts';
import { lockOf } from '../../support/simulated-check.ts';
import { thrownTuneError } from '../../support/thrown-tune-error.ts';
import { closed } from '../closed-schema.ts';
import * as results from '../results.ts';
import { WIDE } from '../styles.ts';

const SCENES = Object.entries(results).filter(
  (entry): entry is [string, StudyResult] =>
    typeof entry[1] === 'object' && 'stoppedBecause' in entry[1],
);
const LOCKABLE = SCENES.filter(([, result]) => result.recommendation !== null);
const published = (result: StudyResult): PublishedResult =>
  parseResult(inertJson(resultJson(result)), 'run.json');
const paths = { model: 'models/model.onnx', input: null };
const written = (lock = lockOf()): string => `${inertJson(lockJson(lock))}\n`;

describe('a serving lock', () => {
  const validate = new Ajv({ strict: false }).compile(closed(LOCK_SCHEMA));

  it.each(LOCKABLE)('holds what a result recommends, as its schema says: %s', (_name, result) => {
    const lock = parseLock(inertJson(lockOfResult(published(result), paths)), 'tune.lock.json');
    expect(lock.configuration).toEqual(result.recommendation?.configuration);
    expect(lock.model).toMatchObject({
      path: 'models/model.onnx',
      sha256: result.header.model.sha256,
      graphHash: result.header.model.graphHash,
    });
    expect(lock.hostFingerprint).toBe(result.header.host.fingerprint);
    expect(validate(JSON.parse(written(lock))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('is read back as it was written, and written the same again', () => {
    for (const lock of [
      lockOf(),
      lockOf({ defaultConfiguration: null, options: { shape: ['x=N,3'], seed: ['7'] } }),
    ]) {
      const text = written(lock);
      expect(parseLock(text, 'tune.lock.json')).toEqual(lock);
      expect(written(parseLock(text, 'tune.lock.json'))).toBe(text);
    }
  });

  it('has its names in one order, so that a difference of two locks shows what changed', () => {
    const shuffled = lockOf({ options: { shape: ['a'], seed: ['1'] } });
    const sorted = lockOf({ options: { seed: ['1'], shape: ['a'] } });
    expect(written(shuffled)).toBe(written(sorted));
    const other = lockOf({ runtimeVersion: '1.31.0' });
    const lines = written(other).split('\n');
    const changed = written()
      .split('\n')
      .filter((line, i) => line !== lines[i]);
    expect(changed).toEqual(['  "runtime_version": "1.30.0",']);
  });

  it('keeps the options that prepare the model, and none of the search', () => {
    const [[, result] = []] = LOCKABLE;
    if (result === undefined) throw new Error('no scene');
    const options = { shape: ['x=N,3'], seed: ['7'], budget: ['2m'], input: ['data.npz'] };
    const run = { ...published(result), options };
    const lock = lockOfResult(run, { ...paths, input: '../data.npz' });
    expect(lock.options).toEqual({ shape: ['x=N,3'], seed: ['7'], input: ['../data.npz'] });
  });
});

describe('what is no lock', () => {
  it('is not made of a result that recommends nothing', () => {
    const refused = SCENES.filter(([, result]) => result.recommendation === null);
    expect(refused.length).toBeGreaterThan(0);
    for (const [, result] of refused) {
      const error = thrownTuneError(() => lockOfResult(published(result), paths));
      expect(error.message).toContain('recommends nothing');
    }
  });

  it.each([
    ['not json', 'is not JSON'],
    ['<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x', 'merge conflict'],
    ['{}', 'is no serving lock'],
    ['[]', 'is no serving lock'],
    ['null', 'is no serving lock'],
    [written().replace('"schema_version": 1', '"schema_version": 2'), 'version 2'],
    [written().replace('"batch_size": 1', '"batch_size": 0'), 'configuration.batch_size'],
    [written().replace('"options": {}', '"options": {"shape": "x"}'), 'options.shape'],
  ])('is refused where it is damaged: %#', (text, words) => {
    const error = thrownTuneError(() => parseLock(text, 'tune.lock.json'));
    expect(error.kind).toBe('usage');
    expect(error.message).toContain(words);
    expect(error.hint).toBeDefined();
  });
});

describe('a lock in words', () => {
  it('is summed up for a person', () => {
    const text = lockText(lockOf(), 'tune.lock.json', WIDE);
    expect(text).toContain("×1.20 the default's throughput (×1.14 to ×1.26), 4 fresh sessions");
    const { evidence } = lockOf();
    const kept = lockText(lockOf({ evidence: { ...evidence, keepDefault: true } }), 'x', WIDE);
    expect(kept).toContain('nothing better was found');
  });
});
