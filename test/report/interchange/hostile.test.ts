import { describe, expect, it } from 'vitest';
import { headLine, studyLines } from '../../../src/report/interchange/knowledge-lines.ts';
import { LONGEST_LINE, parseLine } from '../../../src/report/interchange/parse-line.ts';
import { readKnowledge } from '../../../src/report/interchange/read-knowledge.ts';
import { archivedStudy, LATEST } from './archived.ts';

const [study = '', first = '', failed = ''] = studyLines(archivedStudy({ trials: 2 }), {
  full: true,
  places: false,
});
const trialOne = JSON.parse(first);

/** The first trial with one of its members, named by its path, set to JSON. */
function withMember(path: string, json: string, line = first): string {
  const parsed = JSON.parse(line);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce((value, name) => value[name], parsed);
  const here = { value: '@here@', enumerable: true, writable: true, configurable: true };
  Object.defineProperty(holder, last, here);
  return JSON.stringify(parsed).replace('"@here@"', json);
}

describe('a line of a knowledge base', () => {
  it('is taken as it was written', () => {
    for (const line of [headLine(), study, first, failed])
      expect(parseLine(line).problem).toBe(null);
    expect(trialOne.trial.number).toBe(1);
  });

  it.each([
    ['trial.measurement.throughputIps.value', 'null', /throughputIps.value should be a number/],
    ['trial.measurement.throughputIps.value', '-1', /at least 0/],
    ['trial.measurement.throughputIps.value', '1e999', /at most/],
    ['trial.measurement.throughputIps.value', '{"$number":"Infinity"}', /\$number should be "NaN"/],
    ['trial.measurement.logRatio.throughput.value', '50.5', /at most 50/],
    ['trial.measurement.logRatio.throughput.value', '{"$number":"NaN"}', /should be a number/],
    ['trial.measurement.logRatio.throughput.standardError', '-0.1', /at least 0/],
    ['trial.measurement.latencyMs.p50', '"9"', /should be a number/],
    ['trial.measurement.runTimesMs', '{"length":3}', /should be a list/],
    ['trial.measurement.rounds', '1.5', /whole number/],
    ['trial.configuration.batchSize', '0', /at least 1/],
    ['trial.configuration.batchSize', '1e300', /at most/],
    ['trial.configuration.provider', '"cpu\\u001b[2J"', /should match/],
    ['trial.configuration.spinning', '"yes"', /true or false/],
    ['trial.number', '0', /at least 1/],
    ['trial.status', '"great"', /status/],
    ['trial.probeS', 'true', /should be a number/],
    ['trial.__proto__', '{"isAdmin":true}', /__proto__ should not be there/],
    ['trial.constructor', '1', /constructor should not be there/],
    ['studyId', '"../../etc"', /should match/],
    ['studyId', '"a\\u0000"', /should match/],
    ['studyId', '["a"]', /should be text/],
    ['trial', 'null', /should be an object/],
    ['type', '"__proto__"', /type is not known/],
  ])('with %s = %s is refused with the reason', (path, json, reason) => {
    const { line, problem } = parseLine(withMember(path, json));
    expect(line).toBe(null);
    expect(problem).toMatch(reason);
    expect(problem).not.toMatch(/\p{Cc}/u);
  });
});

describe('a line of a study', () => {
  it.each([
    ['header.model.path', '"a\\nb"', /path should match/],
    ['header.startedAt', '"yesterday"', /startedAt should match/],
    ['header.host.fingerprintParts', '{"__proto__":1}', /should have another name/],
    ['header.host.fingerprintParts', '{"a":{"b":1}}', /should be text or a number/],
    ['header.options', '{"constructor":["x"]}', /should have another name/],
    ['header.knobs', '[{"name":"toString","values":[1]}]', /should be "/],
    ['header.extra', '1', /should not be there/],
    ['state', '"running"', /should be "finished"/],
    ['trials', '-1', /at least 0/],
    ['result', '[]', /should be an object/],
    ['result.stoppedBecause', '"boredom"', /should be "budget"/],
  ])('with %s = %s is refused with the reason', (path, json, reason) => {
    expect(parseLine(withMember(path, json, study)).problem).toMatch(reason);
  });
});

describe('a line that is none', () => {
  it.each([
    ['', /not JSON/],
    ['null', /type is not known/],
    ['[]', /type is not known/],
    ['"text"', /type is not known/],
    ['{"type":"trial"}', /is missing/],
    ['{"type":"trial","trial":[]}', /studyId is missing/],
    ['{"type":"knowledge-base","version":NaN}', /not JSON/],
    ['<<<<<<< HEAD', /conflict of git/],
    ['>>>>>>> theirs', /conflict of git/],
    ['{"type":"\u001b[31m', /not JSON/],
    ['[{"a":'.repeat(100_000), /nested too deep/],
    [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, /nested too deep/],
    [`{"type":"${'x'.repeat(LONGEST_LINE)}"}`, /too long/],
    [`{"type":"${'{'.repeat(1000)}"}`, /type is not known/],
    [`{"type":"a\\"${'['.repeat(1000)}"}`, /type is not known/],
  ])('is refused: %.40j', (text, reason) => {
    const { problem } = parseLine(text);
    expect(problem).toMatch(reason);
    expect(problem).not.toMatch(/\p{Cc}/u);
  });

  it('leaves no prototype changed', () => {
    parseLine(
      '{"type":"study","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a file of a knowledge base', () => {
  const read = (...lines: string[]) => readKnowledge([headLine(), ...lines], LATEST);
  const reasons = async (...lines: string[]) =>
    (await read(...lines)).problems.map((p) => `${p.line}: ${p.reason}`);

  it('must begin as one, of a version that is known', async () => {
    const { studies, problems } = await readKnowledge([study, first], LATEST);
    expect(studies).toEqual([]);
    expect(problems).toMatchObject([
      { line: 1, reason: expect.stringContaining('not the beginning') },
    ]);
    const newer = headLine().replace('"version":1', '"version":7');
    const { problems: other } = await readKnowledge([newer, study], LATEST);
    expect(other).toMatchObject([{ line: 1, reason: expect.stringContaining('version 7') }]);
    expect((await readKnowledge([], LATEST)).problems[0]?.reason).toContain('empty');
    expect((await readKnowledge([`\ufeff${headLine()}`], LATEST)).problems).toEqual([]);
  });

  it('gives a study whole or not at all', async () => {
    expect(await reasons(study, first)).toEqual([
      expect.stringMatching(/^2: study aa11 has 1 of its 2/),
    ]);
    const bad = withMember('trial.probeS', '-1', failed);
    const { studies, problems } = await read(study, first, bad);
    expect(studies).toEqual([]);
    expect(problems.map((p) => p.line)).toEqual([2, 4]);
    expect(await reasons(first)).toEqual(['2: belongs to study aa11, which is not in the file']);
  });

  it('keeps what is sound beside what is not', async () => {
    const other = studyLines(archivedStudy({ studyId: 'bb22' }), { full: false, places: false });
    const { studies, problems } = await read(study, 'nonsense', first, failed, ...other, '{');
    expect(studies.map((s) => s.header.studyId)).toEqual(['aa11', 'bb22']);
    expect(problems.map((p) => p.line)).toEqual([3, 10]);
  });

  it('refuses ids and numbers that come twice with different content', async () => {
    const twice = withMember('trial.probeS', '99');
    expect(await reasons(study, first, failed, twice)).toEqual([
      expect.stringContaining('2: study aa11 is left out'),
      '5: is a second trial 1 of study aa11',
    ]);
    const otherStudy = withMember('header.seed', '77', study);
    expect(await reasons(study, otherStudy, first, failed)).toContainEqual(
      expect.stringContaining('3: says something else of study aa11'),
    );
    const copy = withMember('trial.number', '2');
    expect(await reasons(study, first, copy)).toEqual([
      expect.stringContaining('the same configuration in two trials'),
    ]);
  });

  it('refuses studies from the future, which would be believed most', async () => {
    const future = withMember('header.startedAt', '"9999-01-01T00:00:00.000Z"', study);
    expect(await reasons(future, first, failed)).toEqual([
      expect.stringContaining('in the future'),
    ]);
  });
});
