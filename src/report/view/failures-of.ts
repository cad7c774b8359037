import { printable } from '../../core/printable.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { configurationText } from './published-words.ts';

/** Trials that failed in the same way with the same words. All text is safe to print. */
export interface FailureGroup {
  readonly kind: string;
  readonly message: string;
  /** What the runtime wrote, line by line; empty where it wrote nothing. */
  readonly stderr: readonly string[];
  readonly trials: readonly { readonly number: number; readonly configuration: string }[];
}

const STDERR_LINES = 60;

/** Failed trials, those that differ in nothing but the configuration together. */
export function failuresOf({ trials }: PublishedResult): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { number, configuration, failure } of trials) {
    if (failure === null) continue;
    const key = JSON.stringify([failure.kind, failure.message, failure.stderr]);
    const trial = { number, configuration: configurationText(configuration) };
    const group = groups.get(key) ?? {
      kind: failure.kind.replaceAll('-', ' '),
      message: printable(failure.message, 400),
      stderr: linesOf(failure.stderr),
      trials: [],
    };
    groups.set(key, { ...group, trials: [...group.trials, trial] });
  }
  return [...groups.values()];
}

/** The last lines say what went wrong. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => printable(line.replaceAll('\t', '  '), 400));
  while (lines.at(-1) === '') lines.pop();
  return lines.length > STDERR_LINES ? ['…', ...lines.slice(-STDERR_LINES)] : lines;
}
