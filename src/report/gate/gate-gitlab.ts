import { printable } from '../../core/printable.ts';
import type { GateReport } from '../../gate/gate-report.ts';
import type { JsonRecord } from '../json-record.ts';
import type { GateContext } from './gate-context.ts';
import { severityOf } from './gate-severity.ts';
import { assertionDetail, assertionTitle } from './gate-words.ts';

/**
 * What a check found wrong or open as a GitLab Code Quality report (a list of findings in the format of Code Climate).
 * `hash` gives each its fingerprint, by which GitLab knows it again in the next run.
 */
export function gateGitlab(
  report: GateReport,
  context: GateContext,
  hash: (text: string) => string,
): readonly JsonRecord[] {
  return report.assertions.flatMap((assertion) => {
    const severity = severityOf(assertion, context.strict);
    if (severity === 'none') return [];
    const title = assertionTitle(assertion);
    return [
      {
        description: printable(`${title}: ${assertionDetail(assertion)}`, 1000),
        check_name: `tune-${assertion.name}`,
        fingerprint: hash(`${context.lockPath}\n${title}`),
        severity: severity === 'error' ? 'major' : 'minor',
        location: { path: context.lockPath, lines: { begin: 1 } },
      },
    ];
  });
}
