import type { StudyEvent } from './study-event.ts';
import { parseStudyJson, studyJson } from './study-json.ts';

/** One event as one line of newline-delimited JSON, line feed included. */
export function eventLine(event: StudyEvent): string {
  return `${studyJson(event)}\n`;
}

/** Reads a line that `eventLine` wrote, so that a recorded stream can be played again. Throws a `SyntaxError` otherwise. */
export function parseEventLine(line: string): StudyEvent {
  const event = parseStudyJson(line);
  if (typeof event !== 'object' || event === null || !('type' in event) || !('atMs' in event)) {
    throw new SyntaxError('a recorded event has a type and a time');
  }
  return event as StudyEvent;
}
