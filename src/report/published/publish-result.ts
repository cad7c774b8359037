import type { StudyResult } from '../../study/study-result.ts';
import { inertJson } from '../inert-json.ts';
import { resultJson } from '../result-json.ts';
import { parseResult } from './parse-result.ts';
import type { PublishedResult } from './published-result.ts';

/** A result as a reader of its file gets it: numbers that JSON cannot carry are null. */
export function publishResult(result: StudyResult): PublishedResult {
  const text = inertJson(resultJson(result, { withEvidence: true }), 0);
  return parseResult(text, `run ${result.header.studyId}`);
}
