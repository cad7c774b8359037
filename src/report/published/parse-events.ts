import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import { parseEventLine } from '../../study/event-line.ts';
import type { StudyEvent } from '../../study/study-event.ts';
import { EVENT_SCHEMAS } from '../event-schema.ts';
import { schemaProblem } from './schema-problem.ts';

/** Whether a text is a log of events rather than a result. */
export function isEventLog(text: string): boolean {
  return /^\s*\{"(type|atMs)":/.test(text);
}

/**
 * The events of a log that `--events` wrote; `name` says in errors where the text is from. A torn last line, as a killed
 * process leaves it, is dropped. Throws a `TuneError` (usage) for any other line that is no event.
 */
export function parseEvents(text: string, name: string): readonly StudyEvent[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const events = lines.flatMap((line, i) => (line.trim() === '' ? [] : [eventOf(line, i, name)]));
  const torn = last.trim() === '' ? null : readableEvent(last);
  const all = torn === null ? events : [...events, torn];
  if (all[0]?.type === 'study-started') return all;
  throw new TuneError('usage', `${printable(name, 200)} does not begin with the start of a study`, {
    hint: HOW_TO_MAKE,
  });
}

const HOW_TO_MAKE = 'Logs of events are written by: tune model.onnx --events events.ndjson';

function eventOf(line: string, index: number, name: string): StudyEvent {
  const event = readableEvent(line);
  if (event !== null) return event;
  const problem = problemOf(line);
  throw new TuneError(
    'usage',
    `${printable(name, 200)} line ${index + 1} is no event: ${printable(problem, 200)}`,
    { hint: `The file was changed or cut. ${HOW_TO_MAKE}` },
  );
}

function readableEvent(line: string): StudyEvent | null {
  return problemOf(line) === '' ? parseEventLine(line) : null;
}

/** Why a line is no event; empty where it is one. */
function problemOf(line: string): string {
  let event: StudyEvent;
  try {
    event = parseEventLine(line);
  } catch (error) {
    return (error as Error).message;
  }
  const schema = Object.hasOwn(EVENT_SCHEMAS, event.type) ? EVENT_SCHEMAS[event.type] : undefined;
  if (schema === undefined) return `nothing is known of events of type ${String(event.type)}`;
  if (!Number.isFinite(event.atMs)) return 'atMs should be a number';
  const problem = schemaProblem(event, schema);
  return problem === null ? '' : `${problem.path} ${problem.text}`;
}
