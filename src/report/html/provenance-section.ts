import type { PublishedResult } from '../published/published-result.ts';
import { type Fact, provenanceOf } from '../view/provenance-of.ts';
import { html, joined, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

/** Where every figure comes from: enough to judge the study and to repeat it. */
export function provenanceSection(result: PublishedResult): PageSection {
  return {
    id: 'provenance',
    title: 'Provenance',
    lead: 'What was measured, where, with what, and how to measure it again.',
    body: html`<div class="provenance">
${joined(
  provenanceOf(result).map(
    ({ title, facts }) => html`<div class="facts"><h3>${title}</h3><dl>
${joined(facts.map(fact))}</dl></div>
`,
  ),
)}</div>
`,
  };
}

function fact({ label, text, isCode }: Fact): Markup {
  return html`<div><dt>${label}</dt><dd>${isCode === true ? html`<code>${text}</code>` : text}</dd></div>
`;
}
