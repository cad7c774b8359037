import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import type { AssertionOutcome } from '../../gate/assertion.ts';
import { conclusionOf, type GateFigures, type GateReport } from '../../gate/gate-report.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import type { GateContext } from './gate-context.ts';
import { severityOf } from './gate-severity.ts';
import {
  assertionDetail,
  assertionTitle,
  gateHeadline,
  noiseSentence,
  sessionsSentence,
} from './gate-words.ts';
import { markdownText } from './markdown-text.ts';

const MARK = { passed: '✅', failed: '❌', inconclusive: '⚠️' };

/** The outcome of a check as Markdown: a comment on a change, or a step summary. */
export function gateMarkdown(report: GateReport, context: GateContext): string {
  const mark = MARK[conclusionOf(report)];
  const { configuration } = report.setup.lock;
  return [
    `### ${mark} tune check: ${gateHeadline(report, context)}`,
    '',
    `${markdownText(context.lockPath)}: ${describeConfiguration(configuration)}`,
    '',
    '| | assertion | found |',
    '|---|---|---|',
    ...report.assertions.map((a) => assertionRow(a, context)),
    ...figureTable(report.figures),
    '',
    `Noise: ${noiseSentence(report)}. Measured in ${sessionsSentence(report)} on ${markdownText(report.setup.host.cpuModel)} (${report.setup.host.usableCores} cores).`,
    '',
  ].join('\n');
}

function assertionRow(assertion: AssertionOutcome, { strict }: GateContext): string {
  const severity = severityOf(assertion, strict);
  const passed = assertion.status === 'not-applicable' ? '➖' : '✅';
  const mark = { error: '❌', warning: '⚠️', none: passed }[severity];
  const cell = (text: string): string => markdownText(text, true);
  const hint = severity === 'none' || assertion.hint === null ? '' : ` ${assertion.hint}`;
  const title = cell(assertionTitle(assertion));
  return `| ${mark} | ${title} | ${cell(assertionDetail(assertion))}${hint.replaceAll('|', '\\|')} |`;
}

function figureTable(figures: readonly GateFigures[]): string[] {
  if (figures.length === 0) return [];
  const head = figures.map((f) => f.member);
  const row = (label: string, value: (f: GateFigures) => string): string =>
    `| ${label} | ${figures.map(value).join(' | ')} |`;
  const quantile = (value: number | null): string => (value === null ? '–' : formatDuration(value));
  return [
    '',
    `| | ${head.join(' | ')} |`,
    `|---|${head.map(() => '---:').join('|')}|`,
    row('throughput', (f) => formatRate(f.measurement.throughputIps.value)),
    row('latency p50', (f) => quantile(f.measurement.latencyMs.p50)),
    row('latency p99', (f) => quantile(f.measurement.latencyMs.p99)),
    row('memory', (f) => formatBytes(f.measurement.peakRssBytes)),
  ];
}
