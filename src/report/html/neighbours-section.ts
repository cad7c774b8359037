import { formatRatio, formatRatioInterval } from '../../core/format-ratio.ts';
import { formatShare } from '../../core/format-share.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { NEIGHBOUR_VERDICTS, type Neighbour, neighboursOf } from '../view/neighbours-of.ts';
import { html, joined, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

/** What it costs to be one knob beside the recommendation. */
export function neighboursSection(result: PublishedResult): PageSection | null {
  if (result.recommendation === null) return null;
  const neighbours = neighboursOf(result);
  return {
    id: 'neighbours',
    title: 'Safe neighbours',
    lead: 'Every measured configuration that differs from the recommended one in one knob only. Where the neighbours are near, the exact value does not matter; where they are a loss, keep it. Sessions may differ by more than intervals from one session show.',
    body:
      neighbours.length === 0
        ? html`<p class="empty">None was measured: the search came to this configuration from elsewhere.</p>\n`
        : table(neighbours),
  };
}

function table(neighbours: readonly Neighbour[]): Markup {
  const scale = barScale(neighbours);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Neighbours">
<table class="figures"><thead><tr><th scope="col">Step</th><th scope="col">Relative</th><th scope="col">Change</th><th scope="col">95 % interval</th><th scope="col"><span class="visually-hidden">Interval drawn</span></th><th scope="col" class="verdict">Verdict</th></tr></thead>
<tbody>
${joined(neighbours.map((n) => row(n, scale)))}</tbody></table></div>
`;
}

function row(
  { step, configuration, relative, verdict }: Neighbour,
  scale: (v: number) => string,
): Markup {
  return html`<tr><th scope="row">${step}<small>${configuration}</small></th><td>${formatRatio(relative.value)}</td><td>${lossText(relative.value)}</td><td>${formatRatioInterval(relative, '')}</td><td>${bar(relative, scale)}</td><td class="verdict ${verdict}">${NEIGHBOUR_VERDICTS[verdict]}</td></tr>
`;
}

function lossText(ratio: number): string {
  const sign = ratio < 1 ? '−' : ratio > 1 ? '+' : '';
  return `${sign}${formatShare(Math.abs(ratio - 1))}`;
}

const WIDTH = 150;

/** One logarithmic scale for all rows, at most from a third to three times. */
function barScale(neighbours: readonly Neighbour[]): (value: number) => string {
  const logs = neighbours
    .flatMap(({ relative }) => [relative.low, relative.value, relative.high])
    .filter((v) => v > 0 && Number.isFinite(v))
    .map((v) => Math.abs(Math.log(v)));
  const reach = Math.min(Math.log(3), Math.max(0.1, ...logs)) * 1.1;
  return (value) => {
    const log = Math.min(reach, Math.max(-reach, Math.log(Math.max(value, 1e-9))));
    return ((WIDTH * (log + reach)) / (2 * reach)).toFixed(1);
  };
}

function bar({ value, low, high }: Neighbour['relative'], scale: (v: number) => string): Markup {
  const one = scale(1);
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} 18" width="${WIDTH}" height="18" aria-hidden="true"><line class="one" x1="${one}" x2="${one}" y1="0" y2="18"></line><line class="span" x1="${scale(low)}" x2="${scale(high)}" y1="9" y2="9"></line><circle class="value" cx="${scale(value)}" cy="9" r="4.5"></circle></svg>`;
}
