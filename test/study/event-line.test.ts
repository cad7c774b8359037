import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventLine, parseEventLine } from '../../src/study/event-line.ts';
import type { StudyEvent } from '../../src/study/study-event.ts';
import { parseStudyJson, studyJson } from '../../src/study/study-json.ts';
import { conductScene } from './conduct.ts';

describe('study data as JSON', () => {
  it('comes back as it was, numbers that JSON cannot carry included', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.string(),
        fc.double().filter((n) => !Object.is(n, -0)),
        fc.constantFrom(Infinity, -Infinity, NaN, null, true),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((k) => k !== '__proto__' && k !== '$number'),
          tie('any'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    })).any;
    fc.assert(
      fc.property(value, (v) => {
        expect(parseStudyJson(studyJson(v))).toEqual(v);
      }),
    );
  });

  it('never takes text for a number', () => {
    expect(parseStudyJson(studyJson({ name: 'Infinity' }))).toEqual({ name: 'Infinity' });
  });
});

describe('a recorded stream of events', () => {
  it('is one line each and plays back exactly', async () => {
    const { events } = await conductScene();
    const recorded = events.map(eventLine);
    expect(recorded.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(recorded.map(parseEventLine)).toEqual(events);
  });

  it('rejects lines that are no events', () => {
    for (const line of ['', '{', 'null', '[]', '{"type":"progress"}']) {
      expect(() => parseEventLine(line)).toThrow(SyntaxError);
    }
    const event: StudyEvent = { type: 'warning', atMs: 1, message: 'a\nb' };
    expect(parseEventLine(eventLine(event))).toEqual(event);
  });
});
