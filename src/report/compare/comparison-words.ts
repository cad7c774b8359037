import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { printable } from '../../core/printable.ts';
import { fileName } from '../file-name.ts';
import { objectiveQuantity } from '../objective-quantity.ts';
import { estimateOf } from '../published/estimate-of.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { configurationText } from '../view/published-words.ts';
import {
  type ComparedRun,
  type Comparison,
  figureOf,
  QUANTITIES,
  type Quantity,
  type RunChange,
} from './compare-results.ts';

/** A row of the table: what, and for each run. Safe to print. */
export type WordRow = readonly [label: string, ...cells: string[]];

const FORMATS: Readonly<Record<Quantity, readonly [label: string, (value: number) => string]>> = {
  throughput_ips: ['throughput', formatRate],
  latency_p50_ms: ['latency p50', formatDuration],
  latency_p99_ms: ['latency p99', formatDuration],
  peak_rss_bytes: ['memory', formatBytes],
  cpu_ms_per_inference: ['CPU per inf.', formatDuration],
};

/** What each run was and found, a row for each fact. */
export function comparisonTable({ runs }: Comparison): readonly WordRow[] {
  const row = (label: string, cell: (result: PublishedResult) => string): WordRow => [
    label,
    ...runs.map(({ result }) => cell(result)),
  ];
  return [
    row('run', (r) => printable(r.study_id.slice(0, 12), 20)),
    row('when', (r) => printable(r.started_at.slice(0, 16).replace('T', ' '), 20)),
    row('model', (r) => fileName(r.model.path)),
    row('SHA-256', (r) => printable(r.model.sha256.slice(0, 12), 20)),
    row('host', (r) => `${printable(r.host.cpu_model, 40)}, ${r.host.usable_cores} cores`),
    row('onnxruntime', (r) => printable(r.host.runtime_version, 20)),
    row('objective', (r) => r.objective),
    row('configuration', configurationCell),
    row('gain', gainCell),
    row('interval', intervalCell),
    ...QUANTITIES.map((quantity) => {
      const [label, format] = FORMATS[quantity];
      return row(label, ({ recommendation }) => {
        const value = figureOf(recommendation, quantity);
        return value === null ? '–' : format(value);
      });
    }),
  ];
}

function configurationCell({ recommendation }: PublishedResult): string {
  if (recommendation === null) return 'none recommended';
  const text = configurationText(recommendation.configuration);
  return recommendation.keep_default ? `keep the default: ${text}` : text;
}

function gainCell({ recommendation }: PublishedResult): string {
  return recommendation === null
    ? '–'
    : formatRatio(estimateOf(recommendation.speedup_vs_reference).value);
}

function intervalCell({ recommendation }: PublishedResult): string {
  if (recommendation === null || recommendation.keep_default) return '–';
  return formatRatioInterval(estimateOf(recommendation.speedup_vs_reference));
}

/** Whether the runs may be compared by absolute figures, in one sentence. */
export function hostSentence({ isSameHost, changes, runs }: Comparison): string {
  const [first] = runs;
  if (isSameHost) {
    const name = printable(first?.result.host.cpu_model ?? '', 60);
    return `Same host (${name}) and runtime: absolute figures may be compared, though they were measured at different times.`;
  }
  const others = changes.filter((c) => !c.isSameHost).map((c) => c.to.label);
  return `Not the same host as ${first?.label}: ${others.join(', ')}. Only gains over each run's own reference are compared with ${others.length === 1 ? 'it' : 'them'}, no absolute figures.`;
}

/** What changed from the first run to another, a line for each fact. */
export function changeRows(change: RunChange): readonly WordRow[] {
  const { from, to, knobs } = change;
  return [
    ['model', modelText(change)],
    ...(change.runtime === null
      ? []
      : [['onnxruntime', arrow(change.runtime.before, change.runtime.after)] as const]),
    ...change.hostParts
      .filter(({ part }) => part !== 'runtime_version')
      .map(
        ({ part, before, after }) =>
          ['host', `${printable(part, 40)}: ${arrow(before, after)}`] as const,
      ),
    ...(knobs === null
      ? [['configuration', nothingText(from, to)] as const]
      : [
          [
            'configuration',
            knobs.length === 0 ? 'the same' : knobs.map(knobText).join(', '),
          ] as const,
        ]),
    ['gain', gainText(change)],
    ...(change.figures ?? []).flatMap(({ quantity, ratio }): WordRow[] =>
      ratio === null ? [] : [[FORMATS[quantity][0], figureText(change, quantity, ratio)]],
    ),
  ];
}

function modelText({ model, from, to }: RunChange): string {
  const [before, after] = [from, to].map(({ result }) => result.model.sha256.slice(0, 12));
  if (model === 'same') return 'the same file';
  const what = model === 'weights' ? 'same graph, other weights' : 'another graph';
  return `${what}: ${arrow(before, after)}`;
}

function nothingText(from: ComparedRun, to: ComparedRun): string {
  const without = [from, to].filter(({ result }) => result.recommendation === null);
  return `${without.map(({ label }) => label).join(' and ')} recommends nothing`;
}

function knobText({ knob, before, after }: NonNullable<RunChange['knobs']>[number]): string {
  const isThreads = knob.endsWith('_threads');
  const text = (value: unknown): unknown => (isThreads && value === 0 ? 'default' : value);
  return `${knob.replaceAll('_', ' ')} ${arrow(text(before), text(after))}`;
}

function gainText({ gain, isSameObjective, from, to }: RunChange): string {
  if (!isSameObjective) return 'not comparable: the objectives differ';
  if (gain === null) return 'not comparable';
  const both = arrow(gainCell(from.result), gainCell(to.result));
  const quantity = objectiveQuantity(to.result.objective, to.result.load != null);
  const verdict = gain.low > 1 ? 'higher' : gain.high < 1 ? 'lower' : 'no difference beyond doubt';
  return `${both} in ${quantity}: ${verdict} (${formatRatio(gain.value)}, ${formatRatioInterval(gain)})`;
}

function figureText({ from, to }: RunChange, quantity: Quantity, ratio: number): string {
  const [, format] = FORMATS[quantity];
  const [before, after] = [from, to].map(({ result }) => {
    const value = figureOf(result.recommendation, quantity);
    return value === null ? '–' : format(value);
  });
  return `${arrow(before, after)} (${formatRatio(ratio)})`;
}

function arrow(before: unknown, after: unknown): string {
  return `${printable(String(before), 60)} → ${printable(String(after), 60)}`;
}
