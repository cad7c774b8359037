import type { Measurement } from '../study/trial.ts';
import { type Change, type ComparisonRow, comparisonRows } from './comparison-rows.ts';
import type { TextStyle } from './text-style.ts';

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
  const measurements = columns.map((c) => c.measurement);
  const unit = measurements.some((m) => m.load !== undefined) ? 'requests' : 'runs';
  return [
    style.palette.faint(`${' '.repeat(LABEL)}${head}`),
    ...comparisonRows(measurements, style.glyphs.times).map((row) => line(row, unit, style)),
  ];
}

function line(
  { label, cells, missingRuns, change }: ComparisonRow,
  unit: string,
  style: TextStyle,
): string {
  const shown = cells.map((cell) => (cell ?? style.glyphs.none).padStart(CELL));
  const start = `  ${label.padEnd(LABEL - 2)}${shown.join('')}`;
  if (missingRuns > 0) return start + style.palette.faint(`  needs ${missingRuns} more ${unit}`);
  return change === null ? start : `${start}  ${painted(change, style)}`;
}

function painted({ text, tone }: Change, { palette }: TextStyle): string {
  if (tone === 'even') return palette.faint(text);
  return tone === 'good' ? palette.good(text) : palette.caution(text);
}
