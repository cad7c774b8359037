import type { AssertionOutcome } from '../../gate/assertion.ts';

/** How bad an assertion's outcome is for whoever reads a report. */
export type Severity = 'error' | 'warning' | 'none';

/** A failure is as bad as its level; an open question warns, or fails where `strict` asks for an answer. */
export function severityOf({ status, level }: AssertionOutcome, strict: boolean): Severity {
  if (status === 'failed') return level === 'error' ? 'error' : 'warning';
  if (status !== 'inconclusive') return 'none';
  return strict && level === 'error' ? 'error' : 'warning';
}
