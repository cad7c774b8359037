import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { formatShare } from '../../core/format-share.ts';
import { printable } from '../../core/printable.ts';
import { comparisonRows } from '../comparison-rows.ts';
import { fileName } from '../file-name.ts';
import { measurementOf } from '../published/measurement-of.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { failuresOf } from '../view/failures-of.ts';
import { headlineOf } from '../view/headline-of.ts';
import { NEIGHBOUR_VERDICTS, neighboursOf } from '../view/neighbours-of.ts';
import { provenanceOf } from '../view/provenance-of.ts';
import { publishedKey } from '../view/published-words.ts';
import { trialTable } from '../view/trial-table.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown-text.ts';

/** A result for a pull request: the answer and its evidence on one screen, the rest folded. GitHub's dialect. */
export function markdownReport(result: PublishedResult): string {
  const blocks = [
    ...headline(result),
    comparison(result),
    neighbours(result),
    trials(result),
    failures(result),
    provenance(result),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function headline(result: PublishedResult): string[] {
  const { verdict, configuration, evidence } = headlineOf(result);
  return [
    `## ${markdownCode(fileName(result.model.path))}: ${markdownText(verdict)}`,
    configuration === null ? '' : `Serve it with **${markdownText(configuration)}**.`,
    evidence.map((sentence) => `- ${markdownText(sentence)}`).join('\n'),
    result.warnings.map((w) => `> ⚠ ${markdownText(printable(w, 500))}`).join('\n>\n'),
  ];
}

function comparison({ reference, recommendation }: PublishedResult): string {
  if (reference === null) return '';
  const isSame =
    recommendation === null ||
    publishedKey(recommendation.configuration) === publishedKey(reference.configuration);
  const columns = isSame ? [reference] : [reference, recommendation];
  const name = reference.is_default ? 'default' : 'reference';
  const head = isSame ? ['', name] : ['', name, 'recommended', 'change'];
  const unit = columns.some((c) => c.load !== undefined) ? 'requests' : 'runs';
  const rows = comparisonRows(columns.map(measurementOf)).map((row) => {
    const note = row.missingRuns > 0 ? `needs ${row.missingRuns} more ${unit}` : '';
    const cells = row.cells.map((cell) => cell ?? '–');
    return [row.label, ...cells, ...(isSame ? [] : [row.change?.text ?? note])];
  });
  return markdownTable(head, rows);
}

function neighbours(result: PublishedResult): string {
  const rows = neighboursOf(result).map(({ step, relative, verdict }) => [
    markdownText(step),
    formatRatio(relative.value),
    formatRatioInterval(relative, ''),
    NEIGHBOUR_VERDICTS[verdict],
  ]);
  if (rows.length === 0) return '';
  const head = ['one knob beside it', 'relative', '95 % interval', 'verdict'];
  return markdownDetails('Safe neighbours', markdownTable(head, rows));
}

function trials(result: PublishedResult): string {
  const { columns, rows } = trialTable(result);
  if (rows.length === 0) return '';
  // Reasons make a table that no screen shows whole.
  const shown = columns.flatMap(({ title }, i) => (title === 'Why' ? [] : [i]));
  const table = markdownTable(
    shown.map((i) => columns[i]?.title ?? ''),
    rows.map(({ cells, isRecommended }) =>
      shown.map((i) => {
        const text = markdownText(cells[i]?.text ?? '');
        return isRecommended && i === 0 ? `★ ${text}` : text;
      }),
    ),
  );
  return markdownDetails(`All ${rows.length} trials`, table);
}

function failures(result: PublishedResult): string {
  const items = failuresOf(result).map(({ kind, message, trials: failed, stderr }) => {
    const which = failed.map((t) => markdownText(t.configuration)).join('; ');
    const last = stderr.at(-1);
    const said = last === undefined ? '' : `; stderr ends with ${markdownCode(last)}`;
    return `- **${kind}**: ${markdownCode(message)} (${which})${said}`;
  });
  return items.length === 0 ? '' : markdownDetails('Failures', items.join('\n'));
}

function provenance(result: PublishedResult): string {
  const { noise } = result;
  const groups = provenanceOf(result).map(({ title, facts }) =>
    [
      `**${title}**`,
      '',
      ...facts.map(
        ({ label, text, isCode }) =>
          `- ${markdownText(label)}: ${isCode === true ? markdownCode(text) : markdownText(text)}`,
      ),
    ].join('\n'),
  );
  const summary = `Provenance (speed varied by ${formatShare(noise.slice_spread)} between slices)`;
  return markdownDetails(summary, groups.join('\n\n'));
}
