import { describe, expect, test } from 'vitest';
import { runsJson } from '../../src/report/runs-json.ts';
import { runsText } from '../../src/report/runs-text.ts';
import type { StudySummary } from '../../src/study/knowledge-store.ts';
import { COLOURED, NARROW, WIDE } from './styles.ts';

function studyOf(studyId: string, changes: Partial<StudySummary> = {}): StudySummary {
  return {
    studyId,
    startedAt: '2026-01-02T03:04:05.678Z',
    modelPath: 'models/squeezenet1.1.onnx',
    modelSha256: 'a'.repeat(64),
    hostFingerprint: 'f1a2b3c4',
    objective: 'throughput',
    load: null,
    trials: 24,
    state: 'finished',
    ...changes,
  };
}

const STUDIES = [
  studyOf('01jdcq4m8v7x', { state: 'running', trials: 3 }),
  studyOf('01jdcq4m8aaa', {
    state: 'interrupted',
    trials: 117,
    modelPath: '/tmp/\u001b[2Jevil\n.onnx',
  }),
  studyOf('01jdaaaaaaaa'),
];

describe('the runs as text', () => {
  test('are one line each, with ids cut to what tells them apart, and how to go on', () => {
    expect(runsText(STUDIES, WIDE)).toBe(`run        started          state       trials model
01jdcq4m8v 2026-01-02 03:04 running          3 squeezenet1.1.onnx
01jdcq4m8a 2026-01-02 03:04 interrupted    117 \\u{1b}[2Jevil\\u{a}.onnx
01jdaaaaaa 2026-01-02 03:04 finished        24 squeezenet1.1.onnx

Go on with one: tune resume 01jdcq4m8a
`);
  });

  test('fit 60 columns however long a model is called', () => {
    const long = studyOf('01jdbbbbbbbb', { modelPath: `${'très-'.repeat(40)}long.onnx` });
    const text = runsText([...STUDIES, long], NARROW);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text).toMatch(/^[\n -~]+$/);
  });

  test('offer to resume only where something was interrupted', () => {
    expect(runsText(STUDIES.slice(2), WIDE)).not.toContain('resume');
  });

  test('say what to type where there are none', () => {
    expect(runsText([], WIDE)).toBe('No runs yet. Start one: tune model.onnx\n');
  });

  test('have colours only from the palette', () => {
    expect(runsText(STUDIES, COLOURED)).toContain('\u001b[32mfinished');
    expect(runsText(STUDIES, WIDE)).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});

test('the runs as JSON keep the order and the whole of everything', () => {
  const json = runsJson(STUDIES);
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  expect(json).toMatchObject({
    schema_version: 1,
    runs: [
      { study_id: '01jdcq4m8v7x', state: 'running', trials: 3 },
      {
        study_id: '01jdcq4m8aaa',
        state: 'interrupted',
        model: { path: '/tmp/\u001b[2Jevil\n.onnx' },
      },
      {
        study_id: '01jdaaaaaaaa',
        started_at: '2026-01-02T03:04:05.678Z',
        model: { path: 'models/squeezenet1.1.onnx', sha256: 'a'.repeat(64) },
        host: { fingerprint: 'f1a2b3c4' },
        objective: 'throughput',
      },
    ],
  });
});
