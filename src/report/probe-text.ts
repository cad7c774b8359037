import { formatBytes } from '../core/format-bytes.ts';
import { formatDuration } from '../core/format-duration.ts';
import { formatRate } from '../core/format-rate.ts';
import { formatShare } from '../core/format-share.ts';
import { plural } from '../core/plural.ts';
import { runsToSupport } from '../stats/supported-quantile.ts';
import { describeFailure } from '../study/describe-failure.ts';
import type { Disturbance, Failure, LatencyQuantiles, Measurement } from '../study/trial.ts';
import { describeConfiguration } from './describe-configuration.ts';
import { fileName } from './file-name.ts';
import { lengthsLines, positionsText } from './lengths-text.ts';
import { loadLines, offeredText, servingText } from './load-text.ts';
import { placementText } from './placement-text.ts';
import type { ProbeReport } from './probe-json.ts';
import { safeText } from './safe-text.ts';
import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

const LABEL_WIDTH = 13;
/** Lines of the runtime's own words shown beside a failure: the last ones say most. */
const STDERR_LINES = 4;
/** From this share of the CPU time on, what disturbs is worth a warning: more than the noise there is anyway hides. */
const NOTABLE_SHARE = 0.05;

const QUANTILES = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
] as const satisfies readonly (readonly [keyof LatencyQuantiles, number])[];

/** What `tune probe` prints: one measurement of one configuration in a few lines, or why there is none. */
export function probeText(report: ProbeReport, style: TextStyle): string {
  const { palette, glyphs, columns } = style;
  const name = fileName(report.model.path, glyphs);
  const title = `${name} ${glyphs.dot} ${describeConfiguration(report.configuration, glyphs)}`;
  const head = wrapText(title, { columns, indent: '  ', first: '' }).map(palette.strong);
  return `${[...head, ...outcomeLines(report, style)].join('\n')}\n`;
}

function outcomeLines(report: ProbeReport, style: TextStyle): readonly string[] {
  const { outcome } = report;
  const { palette, glyphs, columns } = style;
  switch (outcome.status) {
    case 'failed':
      return failureLines(outcome.failure, style);
    case 'skipped': {
      const text = `Not measured: ${safeText(outcome.reason, glyphs)}`;
      return wrapText(text, { columns, indent: '  ' }).map(palette.bad);
    }
    case 'measured':
      return measuredRows(outcome.measurement, report, style).flatMap(([label, text]) =>
        wrapText(text, {
          columns,
          indent: ' '.repeat(2 + LABEL_WIDTH),
          first: `  ${label.padEnd(LABEL_WIDTH)}`,
        }),
      );
  }
}

function measuredRows(
  m: Measurement,
  { configuration, lengths, load: asked, elapsedS, placement }: ProbeReport,
  style: TextStyle,
): readonly (readonly [label: string, text: string])[] {
  const perRun = configuration.batchSize === 1 ? 'a run' : `a run of ${configuration.batchSize}`;
  const { load } = m;
  const counted =
    load === undefined
      ? `${m.runs} runs in ${m.rounds} slices`
      : `${load.requests} requests in ${plural(m.rounds, 'block')}`;
  const { low, high, value } = m.throughputIps;
  const isKnown = low > 0 && Number.isFinite(high);
  const interval = isKnown
    ? `${formatRate(low)} to ${formatRate(high)}, 95 %`
    : 'interval not known';
  const each =
    m.instancePeakRssBytes.length > 1 ? `, ${m.instancePeakRssBytes.length} processes` : '';
  const lacking = lackingText(m);
  const positions = positionsText(m);
  return [
    ...(asked ? [['load', offeredText(asked, style.glyphs)] as const] : []),
    ...(asked ? [['', servingText(asked.offered, m, style.glyphs)] as const] : []),
    ['throughput', `${formatRate(value)} (${interval})`],
    ...(load === undefined || !asked ? [] : loadLines(load, asked.offered)),
    ...(positions === null ? [] : [['positions', positions] as const]),
    [
      'latency',
      `${latencyText(m.latencyMs, style)} for ${load === undefined ? perRun : 'a request'}`,
    ],
    ['measured', `${counted}, ${formatDuration(1000 * elapsedS)} in all`],
    ...(lacking === '' ? [] : [['', lacking] as const]),
    ...(lengths ? lengthsLines(lengths, style.glyphs) : []).map(
      (line, i) => [i === 0 ? 'lengths' : '', line] as const,
    ),
    ['memory', `${formatBytes(m.peakRssBytes)} at most${each}`],
    ...deviceRows(m),
    ['CPU', `${formatDuration(m.cpuMsPerInference)} per inference`],
    [
      'start',
      `session ${formatDuration(m.sessionCreateMs)}, first run ${formatDuration(m.firstRunMs)}`,
    ],
    ...(placement
      ? [['operators', placementText(placement, (n) => safeText(n, style.glyphs, 60))] as const]
      : []),
    ['disturbance', disturbanceText(m.disturbance)],
  ];
}

function deviceRows({ device }: Measurement): readonly (readonly [string, string])[] {
  if (device === undefined) return [];
  const { peakBytes, utilisation } = device;
  const memory =
    peakBytes === null ? 'memory not told by its driver' : `${formatBytes(peakBytes)} at most`;
  const busy = utilisation === null ? [] : [`${formatShare(utilisation)} busy`];
  return [['device', [memory, ...busy].join(', ')]];
}

function latencyText(latency: LatencyQuantiles, { glyphs }: TextStyle): string {
  const quantiles = QUANTILES.map(([name]) => {
    const value = latency[name];
    return `${name} ${value === null ? glyphs.none : formatDuration(value)}`;
  });
  return [`mean ${formatDuration(latency.mean)}`, ...quantiles].join(', ');
}

/** How many further runs the quantiles need that are not shown; '' where all are. */
function lackingText({ latencyMs, runs, load }: Measurement): string {
  const counted = Math.floor(load?.requests ?? runs);
  const unit = load === undefined ? 'runs' : 'requests';
  const needs = QUANTILES.filter(([name]) => latencyMs[name] === null).flatMap(([name, p]) => {
    const more = runsToSupport(p) - counted;
    // Too many requests may never have been answered: more of them tell nothing.
    if (load !== undefined && more <= 0) return [];
    return [`${name} needs ${Math.max(1, more)} more ${unit}`];
  });
  return needs.join(', ');
}

function disturbanceText({ stealShare, backgroundShare }: Disturbance): string {
  const shares = `steal ${formatShare(stealShare)}, other programs ${formatShare(backgroundShare)} of the CPU time`;
  if (Math.max(stealShare, backgroundShare) < NOTABLE_SHARE) return shares;
  return `${shares}: take the figures with care`;
}

function failureLines(
  failure: Failure,
  { palette, glyphs, columns }: TextStyle,
): readonly string[] {
  const said = failure.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-STDERR_LINES);
  return [
    ...wrapText(`Failed: ${safeText(describeFailure(failure), glyphs)}`, {
      columns,
      indent: '  ',
    }).map(palette.bad),
    ...(said.length === 0 ? [] : ['  The runtime said:']),
    ...said.flatMap((line) => wrapText(safeText(line, glyphs, 300), { columns, indent: '    ' })),
  ];
}
