import type { PublishedResult } from '../published/published-result.ts';
import { type TrialColumn, type TrialRow, trialTable } from '../view/trial-table.ts';
import { html, joined, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

/** Every trial, sortable by every column. */
export function trialsSection(result: PublishedResult): PageSection {
  const { columns, rows } = trialTable(result);
  return {
    id: 'trials',
    title: 'All trials',
    lead: `${rows.length} of ${result.space.size} valid configurations. Choose a column’s head to sort by it; the recommended one is marked ★.`,
    body: html`<div class="sorting"><p class="visually-hidden" role="status"></p>
<div class="scroll" tabindex="0" role="group" aria-label="All trials">
<table class="figures sortable"><thead><tr>${joined(columns.map(headMarkup))}</tr></thead>
<tbody>
${joined(rows.map((row) => rowMarkup(row, columns)))}</tbody></table></div></div>
`,
  };
}

function headMarkup({ title, kind }: TrialColumn, i: number): Markup {
  const sorted = i === 0 ? html` aria-sort="ascending"` : html``;
  return html`<th scope="col" data-kind="${kind}"${sorted}><button type="button">${title}</button></th>`;
}

function rowMarkup(
  { cells, outcome, isRecommended }: TrialRow,
  columns: readonly TrialColumn[],
): Markup {
  return html`<tr class="${outcome}${isRecommended ? ' recommended' : ''}">${joined(
    cells.map(({ text, sortBy }, i) => {
      const shown = i === 0 && isRecommended ? `★ ${text}` : text;
      const kind = columns[i]?.kind ?? 'text';
      return html`<td class="${kind}" data-sort="${sortBy ?? ''}">${shown}</td>`;
    }),
  )}</tr>
`;
}
