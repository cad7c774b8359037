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

/** Ticks of a ratio axis: 0.5, 1, 2 and the like. */
export const RATIO_SCALE: Plot.ScaleOptions = {
  type: 'log',
  tickFormat: (value: number) => `×${Number(value.toPrecision(3))}`,
};
