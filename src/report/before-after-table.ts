import { formatBytes } from '../core/format-bytes.ts';
import { formatDuration } from '../core/format-duration.ts';
import { formatRate } from '../core/format-rate.ts';
import { formatRatio } from '../core/format-ratio.ts';
import { runsToSupport } from '../stats/supported-quantile.ts';
import type { Measurement } from '../study/trial.ts';
import type { TextStyle } from './text-style.ts';

interface Row {
  readonly label: string;
  readonly value: (m: Measurement) => number | null;
  readonly format: (value: number) => string;
  readonly better: 'more' | 'less';
  /** The quantile claimed, where the row claims one. */
  readonly quantile?: number;
  /** The ratio that was measured in turns, which is far more precise than that of two figures. */
  readonly paired?: (m: Measurement) => number;
}

const latency = (name: 'p50' | 'p90' | 'p99', quantile: number): Row => ({
  label: `latency ${name}`,
  value: (m) => m.latencyMs[name],
  format: formatDuration,
  better: 'less',
  quantile,
});

const ROWS: readonly Row[] = [
  {
    label: 'throughput',
    value: (m) => m.throughputIps.value,
    format: formatRate,
    better: 'more',
    paired: (m) => Math.exp(m.logRatio.throughput.value),
  },
  latency('p50', 0.5),
  latency('p90', 0.9),
  latency('p99', 0.99),
  { label: 'memory', value: (m) => m.peakRssBytes, format: formatBytes, better: 'less' },
  {
    label: 'CPU per inf.',
    value: (m) => m.cpuMsPerInference,
    format: formatDuration,
    better: 'less',
    paired: (m) => Math.exp(-m.logRatio.efficiency.value),
  },
  { label: 'start', value: startMs, format: formatDuration, better: 'less' },
];

function startMs(m: Measurement): number {
  return m.sessionCreateMs + m.firstRunMs;
}

const LABEL = 14;
const CELL = 11;

/** Header of a column and what was measured there. */
export interface Column {
  readonly title: string;
  readonly measurement: Measurement;
}

/**
 * What was measured, row by row; with two columns also how the second compares with the first. A latency quantile that
 * the runs do not support is a dash, with the number of runs still needed.
 */
export function beforeAfterTable(columns: readonly Column[], style: TextStyle): string[] {
  const head = columns.map((c) => c.title.padStart(CELL)).join('');
  return [
    style.palette.faint(`${' '.repeat(LABEL)}${head}`),
    ...ROWS.map((row) => line(row, columns, style)),
  ];
}

function line(row: Row, columns: readonly Column[], style: TextStyle): string {
  const { glyphs } = style;
  const values = columns.map((c) => row.value(c.measurement));
  const cells = values.map((v) => (v === null ? glyphs.none : row.format(v)).padStart(CELL));
  return `  ${row.label.padEnd(LABEL - 2)}${cells.join('')}${note(row, columns, values, style)}`;
}

function note(
  row: Row,
  columns: readonly Column[],
  values: readonly (number | null)[],
  style: TextStyle,
): string {
  if (row.quantile !== undefined && values.includes(null)) {
    const missing = columns
      .filter((_, i) => values[i] === null)
      .map(({ measurement }) => missingRuns(row.quantile ?? 0.5, measurement.runs));
    return style.palette.faint(`  needs ${Math.max(...missing)} more runs`);
  }
  const [before, after] = values;
  if (typeof before !== 'number' || typeof after !== 'number' || before <= 0) return '';
  const second = columns[1]?.measurement;
  const ratio = second && row.paired ? row.paired(second) : after / before;
  return `  ${change(ratio, row.better, style)}`;
}

function missingRuns(quantile: number, runs: number): number {
  return Math.max(1, Math.ceil(runsToSupport(quantile) - runs));
}

/** Changes below this are not worth a colour. */
const NOTABLE = 0.02;

function change(ratio: number, better: Row['better'], { glyphs, palette }: TextStyle): string {
  const text = formatRatio(ratio, glyphs.times);
  if (Math.abs(ratio - 1) < NOTABLE) return palette.faint(text);
  return ratio > 1 === (better === 'more') ? palette.good(text) : palette.caution(text);
}
