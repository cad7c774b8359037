import type { AssertionOutcome } from '../../gate/assertion.ts';
import { conclusionOf, type GateReport } from '../../gate/gate-report.ts';
import { beforeAfterTable } from '../before-after-table.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import { sectionLines } from '../result-evidence.ts';
import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';
import type { GateContext } from './gate-context.ts';
import { severityOf } from './gate-severity.ts';
import {
  assertionDetail,
  assertionTitle,
  gateHeadline,
  noiseSentence,
  sessionsSentence,
} from './gate-words.ts';

/** The outcome of a check for a person: verdict, every assertion, what was measured, how much noise there was. */
export function gateText(report: GateReport, context: GateContext, style: TextStyle): string {
  const { glyphs, palette } = style;
  const conclusion = conclusionOf(report);
  const paint = { passed: palette.good, failed: palette.bad, inconclusive: palette.caution };
  const title = `${safeText(context.lockPath, glyphs, 60)}: ${gateHeadline(report, context)}`;
  const blocks = [
    [
      ...wrapText(title, style).map((line) => palette.strong(paint[conclusion](line))),
      ...wrapText(describeConfiguration(report.setup.lock.configuration, glyphs), {
        ...style,
        indent: '  ',
      }),
    ],
    report.assertions.flatMap((a) => assertionLines(a, context, style)),
    figureLines(report, style),
    sectionLines(
      [
        ['noise', [noiseSentence(report, glyphs.times)]],
        ['measured', [sessionsSentence(report)]],
        ...(report.setup.host.disturbances.length === 0
          ? []
          : [['machine', report.setup.host.disturbances.map((d) => safeText(d, glyphs))] as const]),
      ],
      style,
    ),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map((line) => line.trimEnd()).join('\n'))
    .join('\n\n')}\n`;
}

const WORD = { passed: 'ok', failed: 'FAIL', inconclusive: 'open', 'not-applicable': 'n/a' };

function assertionLines(
  assertion: AssertionOutcome,
  { strict }: GateContext,
  style: TextStyle,
): string[] {
  const { glyphs, palette } = style;
  const severity = severityOf(assertion, strict);
  const isWarning = assertion.status === 'failed' && severity === 'warning';
  const word = (isWarning ? 'warn' : WORD[assertion.status]).padEnd(5);
  const paint = { error: palette.bad, warning: palette.caution, none: palette.faint }[severity];
  const head = safeText(assertionTitle(assertion), glyphs, 100);
  const detail = safeText(assertionDetail(assertion, glyphs.times), glyphs);
  const hint = severity === 'none' || assertion.hint === null ? [] : [assertion.hint];
  return [
    // Painted after wrapping, for escapes have no width.
    ...wrapText(head, { ...style, indent: '        ', first: `  ${word} ` }).map((line, i) =>
      i === 0 ? line.replace(word, paint(word)) : line,
    ),
    ...[detail, ...hint].flatMap((text) => wrapText(text, { ...style, indent: '        ' })),
  ];
}

const TITLE = { default: 'default', locked: 'locked', baseline: 'baseline', other: 'other' };

function figureLines({ figures }: GateReport, style: TextStyle): string[] {
  if (figures.length === 0) return [];
  const columns = figures.map(({ member, measurement }) => ({
    title: TITLE[member],
    measurement,
  }));
  return beforeAfterTable(columns, style);
}
