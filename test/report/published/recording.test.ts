import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TuneError } from '../../../src/core/tune-error.ts';
import { isEventLog, parseEvents } from '../../../src/report/published/parse-events.ts';
import { parseResult } from '../../../src/report/published/parse-result.ts';
import { studyResultOf } from '../../../src/report/published/study-result-of.ts';
import { resultJson } from '../../../src/report/result-json.ts';
import { resultText } from '../../../src/report/result-text.ts';
import { eventLine } from '../../../src/study/event-line.ts';
import { eventsOfResult } from '../../../src/study/events-of-result.ts';
import type { StudyEvent } from '../../../src/study/study-event.ts';
import { behaviourOf, conductScene, FAILED, USUAL, usualThroughput } from '../../study/conduct.ts';
import { WIDE } from '../styles.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../ui/fixtures/${name}`, import.meta.url), 'utf8');
const LOG = fixture('squeezenet.events.ndjson');
const RESULT = fixture('squeezenet.run.json');
const { events, result } = await conductScene({
  noise: USUAL,
  behaviour: (c) => (c.batchSize === 8 ? FAILED : behaviourOf(usualThroughput(c))),
});

function problem(text: string): string {
  try {
    parseEvents(text, 'log');
  } catch (error) {
    if (error instanceof TuneError) return error.message;
    throw error;
  }
  return '';
}

describe('a log of events', () => {
  test('is read as it was written, simulated or measured', () => {
    expect(parseEvents(events.map(eventLine).join(''), 'log')).toEqual(events);
    expect(parseEvents(LOG, 'log').map((e) => e.type)).toContain('study-finished');
    expect([isEventLog(LOG), isEventLog(RESULT)]).toEqual([true, false]);
  });

  test('without its last line, torn by a killed process, is read up to there', () => {
    const whole = events.map(eventLine).join('');
    expect(parseEvents(whole.slice(0, -40), 'log')).toEqual(events.slice(0, -1));
  });

  test.each([
    [
      'torn in the middle',
      (lines: string[]) => lines.with(1, (lines[1] ?? '').slice(0, 20).concat('\n')),
      /line 2/,
    ],
    [
      'of unknown events',
      (lines: string[]) => lines.with(1, '{"type":"party","atMs":0}\n'),
      /type party/,
    ],
    [
      'with a trial that lacks what was measured',
      (lines: string[]) => lines.map((l) => l.replace('"throughputIps"', '"wrong"')),
      /line \d+ is no event: .*(trial|throughputIps)/,
    ],
    ['that begins in the middle', (lines: string[]) => lines.slice(2), /begin/],
    ['of nothing', () => [], /begin/],
    [
      'with a time that is none',
      (l: string[]) => l.with(1, '{"type":"warning","message":"","atMs":"x"}\n'),
      /atMs/,
    ],
  ])('%s is refused, with the place', (_, change, words) => {
    expect(problem(change(events.map((e) => eventLine(e))).join(''))).toMatch(words);
  });
});

describe('a result file', () => {
  test('gives back the result it was made of', () => {
    const text = JSON.stringify(resultJson(result, { withEvidence: true }));
    const back = studyResultOf(parseResult(text, 'run.json'));
    expect(JSON.stringify(resultJson(back, { withEvidence: true }))).toBe(text);
    const options = { style: WIDE, isStored: false, rebatchedPath: null };
    expect(resultText(back, options)).toBe(resultText(result, options));
  });

  test('tells the story of its study: the same trials and bests in the same order', () => {
    const told = eventsOfResult(result);
    const outline = (list: readonly StudyEvent[]): readonly string[] =>
      list.flatMap((e) => {
        if (e.type === 'trial-finished') return [`trial ${e.trial.number}`];
        return e.type === 'incumbent-changed' ? [`best ${e.relative.value.toFixed(3)}`] : [];
      });
    expect(outline(told)).toEqual(outline(events));
    const heats = (list: readonly StudyEvent[]): number =>
      list.filter((e) => e.type === 'heat-started').length;
    expect(heats(told)).toBe(heats(events));
    const times = told.map((e) => e.atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(told.at(-1)).toMatchObject({ type: 'study-finished' });
  });

  test('that was measured has a story that its log confirms', () => {
    const told = eventsOfResult(studyResultOf(parseResult(RESULT, 'run.json')));
    const log = parseEvents(LOG, 'log');
    const count = (list: readonly StudyEvent[], type: StudyEvent['type']): number =>
      list.filter((e) => e.type === type).length;
    for (const type of ['trial-finished', 'heat-started', 'incumbent-changed'] as const) {
      expect(count(told, type)).toBe(count(log, type));
    }
  });
});
