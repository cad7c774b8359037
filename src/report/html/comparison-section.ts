import { printable } from '../../core/printable.ts';
import { comparisonRows } from '../comparison-rows.ts';
import { measurementOf } from '../published/measurement-of.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { configurationText, publishedKey, referenceText } from '../view/published-words.ts';
import { html, joined, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

/** What serving would change: every figure of the default beside that of the recommended configuration. */
export function comparisonSection(result: PublishedResult): PageSection | null {
  const { reference, recommendation } = result;
  if (reference === null) return null;
  const isSame =
    recommendation === null ||
    publishedKey(recommendation.configuration) === publishedKey(reference.configuration);
  const columns = isSame ? [reference] : [reference, recommendation];
  const rows = comparisonRows(columns.map(measurementOf));
  const heads = [result.reference?.is_default === false ? 'Reference' : 'Default', 'Recommended'];
  const batches = columns.map((c) => c.configuration.batch_size);
  const isMixed = new Set(batches).size > 1;
  const note = isMixed
    ? ` Latency is that of one run, of batch ${batches.join(' before and batch ')} now.`
    : '';
  return {
    id: 'comparison',
    title: `Compared with ${referenceText(result)}`,
    lead: `Ratios of throughput and CPU time were measured in turns, which is more precise than dividing the two figures.${note}`,
    body: html`<div class="scroll" tabindex="0" role="group" aria-label="Comparison">
<table class="figures"><thead><tr><th scope="col"><span class="visually-hidden">Quantity</span></th>${joined(
      columns.map(
        (c, i) =>
          html`<th scope="col">${heads[i] ?? ''}<small>${configurationText(c.configuration)}</small></th>`,
      ),
    )}${isSame ? [] : html`<th scope="col">Change</th>`}</tr></thead>
<tbody>
${joined(rows.map((row) => rowMarkup(row, isSame)))}</tbody></table></div>
${snippets(result)}`,
  };
}

function rowMarkup(
  { label, cells, missingRuns, change }: ReturnType<typeof comparisonRows>[number],
  isSame: boolean,
): Markup {
  const note = missingRuns > 0 ? `needs ${missingRuns} more runs` : '';
  const last =
    change === null
      ? html`<td class="even">${note}</td>`
      : html`<td class="${change.tone}">${change.text}${
          change.tone === 'even'
            ? []
            : html` <small>${change.tone === 'good' ? 'better' : 'worse'}</small>`
        }</td>`;
  return html`<tr><th scope="row">${label}</th>${joined(
    cells.map((cell) => html`<td>${cell ?? '–'}</td>`),
  )}${isSame ? [] : last}</tr>
`;
}

function snippets({ recommendation }: PublishedResult): Markup {
  if (recommendation === null || recommendation.keep_default) return html``;
  const { node, python } = recommendation.snippets;
  return html`<div class="snippets"><details><summary>Use it in Node.js</summary><pre tabindex="0"><code>${visible(node)}</code></pre></details>
<details><summary>Use it in Python</summary><pre tabindex="0"><code>${visible(python)}</code></pre></details></div>
`;
}

/** Snippets are ASCII as written; a file that was tampered with may hold what hides or reorders text. */
function visible(code: string): string {
  return code
    .split('\n')
    .map((line) => printable(line, 1000))
    .join('\n');
}
