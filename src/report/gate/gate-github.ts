import { printable } from '../../core/printable.ts';
import type { GateReport } from '../../gate/gate-report.ts';
import type { GateContext } from './gate-context.ts';
import { severityOf } from './gate-severity.ts';
import { assertionDetail, assertionTitle, gateHeadline, sessionsSentence } from './gate-words.ts';

/**
 * The outcome of a check as workflow commands of GitHub Actions, which show it beside the lock file: an error or a warning for
 * each assertion that failed or is open, and one notice of the whole.
 */
export function gateAnnotations(report: GateReport, context: GateContext): string {
  const file = property(context.lockPath);
  const lines = report.assertions.flatMap((assertion) => {
    const severity = severityOf(assertion, context.strict);
    if (severity === 'none') return [];
    const hint = assertion.hint === null ? '' : ` ${assertion.hint}`;
    const title = property(`tune check: ${assertionTitle(assertion)}`);
    return [
      `::${severity} file=${file},line=1,title=${title}::${data(`${assertionDetail(assertion)}.${hint}`)}`,
    ];
  });
  const whole = `${gateHeadline(report, context)} (${sessionsSentence(report)})`;
  return [...lines, `::notice file=${file},line=1,title=tune check::${data(whole)}`, ''].join('\n');
}

/** Escapes the message of a command, as @actions/core's escapeData does; control characters are made visible before. */
function data(text: string): string {
  return printable(text, 1000)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

/** Escapes a value among a command's properties, as @actions/core's escapeProperty does. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
