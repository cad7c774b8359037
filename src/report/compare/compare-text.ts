import { safeText } from '../safe-text.ts';
import type { TextStyle } from '../text-style.ts';
import { wrapText } from '../wrap-text.ts';
import type { ComparedRun, Comparison } from './compare-results.ts';
import { changeRows, comparisonTable, hostSentence, type WordRow } from './comparison-words.ts';

const LABEL = 16;
/** The narrowest column in which figures and short words fit. */
const LEAST = 20;

/** Runs side by side as a person reads them in a terminal; more runs than fit follow below. */
export function compareText(comparison: Comparison, style: TextStyle): string {
  const { runs, changes } = comparison;
  const blocks = [
    runs.map((run) => nameLine(run, style)),
    wrapText(safe(hostSentence(comparison), style), { columns: style.columns, indent: '' }),
    ...tableBlocks(comparison, style),
    ...changes.map((change) => [
      style.palette.strong(`From ${change.from.label} to ${change.to.label}`),
      ...changeRows(change).flatMap((row) => rowLines(row, style.columns - LABEL, style)),
    ]),
  ];
  return `${blocks.map((lines) => lines.map((line) => line.trimEnd()).join('\n')).join('\n\n')}\n`;
}

function safe(text: string, { glyphs }: TextStyle): string {
  return safeText(text.replaceAll('→', glyphs.isAscii ? '->' : '→'), glyphs);
}

function nameLine({ label, name }: ComparedRun, style: TextStyle): string {
  return `${style.palette.strong(label)}  ${safeText(name, style.glyphs, style.columns - 6)}`;
}

function tableBlocks(comparison: Comparison, style: TextStyle): string[][] {
  const { runs } = comparison;
  const fitting = Math.max(1, Math.floor((style.columns - LABEL) / LEAST));
  const width = Math.min(34, Math.floor((style.columns - LABEL) / Math.min(fitting, runs.length)));
  const rows = comparisonTable(comparison);
  const starts = Array.from({ length: Math.ceil(runs.length / fitting) }, (_, i) => i * fitting);
  return starts.map((start) => {
    const labels = runs.slice(start, start + fitting).map((run) => run.label.padEnd(width));
    return [
      style.palette.faint(`${' '.repeat(LABEL)}${labels.join('')}`),
      ...rows.flatMap(([label, ...cells]) =>
        rowLines([label, ...cells.slice(start, start + fitting)], width, style),
      ),
    ];
  });
}

/** A row whose cells are as high as the highest needs. */
function rowLines([label, ...cells]: WordRow, width: number, style: TextStyle): string[] {
  const wrapped = cells.map((cell) => wrapText(safe(cell, style), { columns: width - 2 }));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) => {
    const start = `  ${(i === 0 ? label : '').padEnd(LABEL - 2)}`;
    const texts = wrapped.map((lines) => (lines[i] ?? '').padEnd(width));
    return style.palette.faint(start) + texts.join('');
  });
}
