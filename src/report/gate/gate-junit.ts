import type { AssertionOutcome } from '../../gate/assertion.ts';
import type { GateReport } from '../../gate/gate-report.ts';
import type { GateContext } from './gate-context.ts';
import { severityOf } from './gate-severity.ts';
import { assertionDetail, assertionTitle, noiseSentence, sessionsSentence } from './gate-words.ts';
import { xmlText } from './xml-text.ts';

/**
 * The outcome of a check as JUnit XML (the format of Ant's JUnit task that CI servers read): a test case for each assertion.
 * An open question is skipped, or a failure where `strict`; what is only a warning passes and says so in its output.
 */
export function gateJunit(report: GateReport, context: GateContext): string {
  const cases = report.assertions.map((a) => testCase(a, context));
  const failures = report.assertions.filter((a) => severityOf(a, context.strict) === 'error');
  const skipped = report.assertions.filter((a) => isSkipped(a, context.strict));
  const counts = `tests="${cases.length}" failures="${failures.length}" errors="0" skipped="${skipped.length}"`;
  const time = `time="${report.elapsedS.toFixed(3)}"`;
  const properties = [
    ['verdict', report.verdict],
    ['noise', noiseSentence(report)],
    ['measured', sessionsSentence(report)],
    ['tool', `onnx-tune ${context.toolVersion}`],
  ].map(([name, value]) => `      <property name="${name}" value="${xmlText(value ?? '')}"/>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tune check" ${counts} ${time}>`,
    `  <testsuite name="${xmlText(context.lockPath)}" ${counts} ${time}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function isSkipped(assertion: AssertionOutcome, strict: boolean): boolean {
  const isOpen = assertion.status === 'inconclusive' && severityOf(assertion, strict) === 'warning';
  return isOpen || assertion.status === 'not-applicable';
}

function testCase(assertion: AssertionOutcome, { strict, lockPath }: GateContext): string {
  const detail = xmlText(assertionDetail(assertion));
  const open = `    <testcase classname="${xmlText(lockPath)}" name="${xmlText(assertionTitle(assertion))}"`;
  const hint = assertion.hint === null ? '' : xmlText(assertion.hint);
  if (isSkipped(assertion, strict)) {
    return `${open}>\n      <skipped message="${detail}"/>\n    </testcase>`;
  }
  switch (severityOf(assertion, strict)) {
    case 'error': {
      const type = assertion.status === 'failed' ? assertion.name : 'inconclusive';
      return `${open}>\n      <failure type="${type}" message="${detail}">${hint}</failure>\n    </testcase>`;
    }
    case 'warning':
      return `${open}>\n      <system-out>warning: ${detail}</system-out>\n    </testcase>`;
    default:
      return `${open}/>`;
  }
}
