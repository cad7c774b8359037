import { printable } from '../../core/printable.ts';
import { parseStudyJson } from '../../study/study-json.ts';
import type { JsonRecord } from '../json-record.ts';
import { schemaProblem } from '../published/schema-problem.ts';
import type { KnowledgeLine } from './knowledge-line.ts';
import { HEAD_LINE, MODEL_LINE, STUDY_LINE } from './study-line-schema.ts';
import { trialLineSchema } from './trial-line-schema.ts';

/** Lines as long as this are no trial, also with the time of every run of hours. Characters. */
export const LONGEST_LINE: number = 32 * 2 ** 20;
/** A line has nine levels. Reading what is nested by thousands would end the process. */
const DEEPEST = 24;

/** A line that was understood, or why it cannot be. */
export type ParsedLine =
  | { readonly line: KnowledgeLine; readonly problem: null }
  | { readonly line: null; readonly problem: string };

/**
 * Reads one line of a file that nobody vouches for. Whatever comes back as a line fits the published schema: known members
 * only, numbers in range, texts of bounded length. Never throws.
 */
export function parseLine(text: string): ParsedLine {
  const failed = (problem: string): ParsedLine => ({ line: null, problem });
  if (text.length > LONGEST_LINE) return failed('is too long to be a line of a knowledge base');
  if (/^(<{7}|={7}|>{7}|\|{7})( |$)/.test(text))
    return failed('is a conflict of git that nobody resolved');
  if (isTooDeep(text)) return failed('is nested too deep to be a line of a knowledge base');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failed(`is not JSON: ${printable((error as Error).message, 120)}`);
  }
  const schema = schemaOf(value);
  if (schema === null) return failed('is no line of a knowledge base: its type is not known');
  const found = schemaProblem(value, schema);
  if (found !== null)
    return failed(`${printable(found.path, 120) || 'it'} ${printable(found.text, 160)}`);
  return { line: parseStudyJson(text) as KnowledgeLine, problem: null };
}

function schemaOf(value: unknown): JsonRecord | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'type')) return null;
  const { type, trial } = value as { readonly type: unknown; readonly trial?: unknown };
  switch (type) {
    case 'knowledge-base':
      return HEAD_LINE;
    case 'model':
      return MODEL_LINE;
    case 'study':
      return STUDY_LINE;
    case 'trial':
      return trialLineSchema((trial as { readonly status?: unknown } | null | undefined)?.status);
    default:
      return null;
  }
}

/** Whether brackets outside of texts are nested deeper than any line has them. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfText(text, at);
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Where the text that begins at `start` ends: at its closing quotation mark. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
