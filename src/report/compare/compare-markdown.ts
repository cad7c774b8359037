import { printable } from '../../core/printable.ts';
import { markdownCode, markdownTable, markdownText } from '../markdown/markdown-text.ts';
import type { Comparison } from './compare-results.ts';
import { changeRows, comparisonTable, hostSentence } from './comparison-words.ts';

/** Runs side by side for a pull request. GitHub's dialect. */
export function compareMarkdown(comparison: Comparison): string {
  const { runs, changes } = comparison;
  const head = [
    '',
    ...runs.map(({ label, name }) => `${label}: ${markdownCode(printable(name, 80))}`),
  ];
  const table = markdownTable(
    head,
    comparisonTable(comparison).map(([label, ...cells]) => [label, ...cells.map(markdownText)]),
  );
  const blocks = [
    `## ${runs.length} runs compared`,
    markdownText(hostSentence(comparison)),
    table,
    ...changes.flatMap((change) => [
      `### From ${change.from.label} to ${change.to.label}`,
      changeRows(change)
        .map(([label, text]) => `- **${label}**: ${markdownText(text ?? '')}`)
        .join('\n'),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}
