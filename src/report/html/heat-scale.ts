import { html, joined, type Markup } from './markup.ts';

/** Upper bounds of ratio for the steps from far worse to far better; the same in every report, so that colours compare. */
const RATIO_BOUNDS = [0.5, 0.7, 0.87, 0.97, 1.03, 1.15, 1.42, 2] as const;

const RATIO_WORDS = [
  'to ×0.5',
  'to ×0.7',
  'to ×0.87',
  'to ×0.97',
  'about ×1',
  'from ×1.03',
  'from ×1.15',
  'from ×1.42',
  'from ×2',
] as const;

/** Lower bounds of the share of the highest throughput. */
const SHARE_BOUNDS = [0.4, 0.6, 0.8, 0.95] as const;

const SHARE_WORDS = [
  'under 40 % of the most',
  'from 40 %',
  'from 60 %',
  'from 80 %',
  'from 95 %',
] as const;

/** Where in the diverging palette a ratio lies: `-4` (at most half) to `4` (at least twice). */
export function ratioStep(ratio: number): string {
  const step = RATIO_BOUNDS.filter((bound, i) => (i < 4 ? ratio > bound : ratio >= bound)).length;
  return String(step - 4);
}

/** Where in the rising half of the palette a share of the highest lies: `0` to `4`. */
export function shareStep(share: number): string {
  return String(SHARE_BOUNDS.filter((bound) => share >= bound).length);
}

/** The key to the colours of a heat map. */
export function heatLegend(kind: 'ratio' | 'share'): Markup {
  const words: readonly string[] = kind === 'ratio' ? RATIO_WORDS : SHARE_WORDS;
  const first = kind === 'ratio' ? -4 : 0;
  return html`<ul class="key" aria-label="Colours">
${joined(
  words.map(
    (word, i) =>
      html`<li><svg width="14" height="14" aria-hidden="true"><rect class="heat${first + i}" width="14" height="14" rx="3"></rect></svg>${word}</li>\n`,
  ),
)}<li><svg width="14" height="14" aria-hidden="true"><rect width="14" height="14" rx="3" fill="url(#hatch)"></rect></svg>not measured</li>
</ul>
`;
}
