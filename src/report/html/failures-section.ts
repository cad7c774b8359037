import { printable } from '../../core/printable.ts';
import { groupReasons } from '../group-reasons.ts';
import { configurationOf } from '../published/configuration-of.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { type FailureGroup, failuresOf } from '../view/failures-of.ts';
import { configurationText } from '../view/published-words.ts';
import { html, joined, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

/** What failed, with what the runtime said, and what cannot be recommended for another reason. */
export function failuresSection(result: PublishedResult): PageSection | null {
  const failures = failuresOf(result);
  const rejected = rejections(result);
  if (failures.length === 0 && rejected.length === 0) return null;
  return {
    id: 'failures',
    title: 'Failed and rejected',
    body: html`${joined(failures.map(failure))}${
      rejected.length === 0
        ? []
        : html`<h3>Not recommended because</h3><ul class="rejected">
${joined(rejected)}</ul>
`
    }`,
  };
}

function failure({ kind, message, stderr, trials }: FailureGroup): Markup {
  return html`<article class="failure"><h3>${kind}</h3><p>${message}</p>
<p class="which">${trials.map((t) => `probe ${t.number}: ${t.configuration}`).join('; ')}</p>
${
  stderr.length === 0
    ? html`<p class="empty">The runtime wrote nothing to stderr.</p>`
    : html`<details><summary>What the runtime wrote to stderr</summary><pre tabindex="0">${stderr.join('\n')}</pre></details>`
}</article>
`;
}

function rejections({ rejected }: PublishedResult): Markup[] {
  const groups = groupReasons(
    rejected.map(({ configuration, reason }) => ({
      configuration: configurationOf(configuration),
      reason,
    })),
  );
  return groups.map(({ count, first }) => {
    const example = rejected.find((r) => r.reason === first.reason);
    const which = example === undefined ? '' : configurationText(example.configuration);
    return html`<li>${count === 1 ? which : `${count} configurations, such as ${which}`}: ${printable(first.reason, 300)}</li>
`;
  });
}
