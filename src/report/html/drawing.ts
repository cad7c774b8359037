import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { html, type Markup } from './markup.ts';
import { svgMarkup } from './svg-markup.ts';

/** Colours by meaning; the style sheet gives them for light and dark. */
export const INK = {
  chosen: 'var(--accent)',
  reference: 'var(--warm)',
  other: 'var(--muted)',
  faint: 'var(--rule)',
  text: 'currentColor',
  paper: 'var(--panel)',
} as const;

interface Figure {
  /** What is to be seen, for those who see it. */
  readonly title: string;
  /** What the drawing says, with its numbers: its text alternative and its caption. */
  readonly words: string;
  readonly options: Plot.PlotOptions;
  /** Shown between drawing and caption. */
  readonly legend?: Markup;
  /** As wide as the page rather than half of it. */
  readonly isWide?: boolean;
}

/** A figure drawn by Observable Plot: SVG that takes its colours from the page. */
export function figure({ title, words, options, legend, isWide = false }: Figure): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ ...options, document, className: 'plot' });
  return html`<figure class="${isWide ? 'wide' : 'half'}">
<h3>${title}</h3>
<div class="scroll" tabindex="0" role="group" aria-label="${title}">${svgMarkup(svg, `${title}. ${words}`)}</div>
${legend ?? []}<figcaption>${words}</figcaption>
</figure>
`;
}

const MANTISSAS = [1, 1.5, 2, 3, 4, 5, 7];

/** A logarithmic axis over the domain with every tick labelled: at most about `count` of 1, 1.5, 2, 3, 4, 5, 7, 10 …. */
export function logScale(
  [low, high]: readonly [number, number],
  prefix = '',
  count = 7,
): Plot.ScaleOptions {
  const from = Math.floor(Math.log10(low));
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - from + 1 },
    (_, i) => from + i,
  );
  const within = (mantissas: readonly number[]): number[] =>
    decades
      .flatMap((decade) => mantissas.map((m) => Number((m * 10 ** decade).toPrecision(3))))
      .filter((tick) => tick >= low && tick <= high);
  const candidates = [MANTISSAS, [1, 1.5, 2, 3, 5], [1, 2, 5], [1, 3], [1]].map(within);
  const ticks = candidates.find((c) => c.length <= count) ?? candidates.at(-1) ?? [];
  return {
    type: 'log',
    domain: [low, high],
    ticks,
    tickFormat: (value: number) => `${prefix}${value}`,
    grid: true,
  };
}
