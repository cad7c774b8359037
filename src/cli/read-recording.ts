import { isEventLog, parseEvents } from '../report/published/parse-events.ts';
import { parseResult } from '../report/published/parse-result.ts';
import { studyResultOf } from '../report/published/study-result-of.ts';
import { eventsOfResult } from '../study/events-of-result.ts';
import type { StudyEvent } from '../study/study-event.ts';
import { readText } from './read-result-file.ts';

/**
 * The events of a recorded study: from the log of `--events` as they were, from a result file as its trials tell them.
 * Throws a `TuneError` (usage) where the file is neither.
 */
export function readRecording(path: string): readonly StudyEvent[] {
  const text = readText(path);
  if (isEventLog(text)) return parseEvents(text, path);
  return eventsOfResult(studyResultOf(parseResult(text, path)));
}
