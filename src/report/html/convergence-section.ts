import * as Plot from '@observablehq/plot';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRatio } from '../../core/format-ratio.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { type ConvergencePoint, convergenceOf } from '../view/convergence-of.ts';
import { referenceText } from '../view/published-words.ts';
import { figure, INK, logScale } from './drawing.ts';
import { html, joined, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

/** How the search got there, by probe and by second. */
export function convergenceSection(result: PublishedResult): PageSection | null {
  const points = convergenceOf(result);
  if (points.length === 0) return null;
  const words = wordsOf(points);
  return {
    id: 'convergence',
    title: 'How the search converged',
    lead: 'Each dot is a configuration with its 95 % interval, the line the best so far. The best of many noisy figures flatters itself; the final race in fresh processes corrects that.',
    body: html`<div class="pair">${joined([
      curve(points, {
        result,
        at: 'probe',
        title: 'By probe',
        label: 'probe',
        words: words.byProbe,
      }),
      curve(points, {
        result,
        at: 'seconds',
        title: 'By second',
        label: 'seconds',
        words: words.bySecond,
      }),
    ])}</div>`,
  };
}

function wordsOf(points: readonly ConvergencePoint[]): { byProbe: string; bySecond: string } {
  const final = points.at(-1)?.best ?? Number.NaN;
  const found = points.find((p) => p.best === final);
  if (found === undefined) {
    const none = 'No configuration that was measured meets the constraints.';
    return { byProbe: none, bySecond: none };
  }
  const best = `The search’s best, ${formatRatio(final)} with ${found.configuration}, came`;
  return {
    byProbe: `${best} with probe ${found.probe} of ${points.at(-1)?.probe}.`,
    bySecond: `${best} after ${formatDuration(1000 * found.seconds)} of ${formatDuration(1000 * (points.at(-1)?.seconds ?? 0))}.`,
  };
}

interface Curve {
  readonly result: PublishedResult;
  readonly at: 'probe' | 'seconds';
  readonly title: string;
  readonly label: string;
  readonly words: string;
}

function curve(
  points: readonly ConvergencePoint[],
  { result, at, title, label, words }: Curve,
): Markup {
  const final = result.recommendation?.speedup_vs_reference.value ?? Number.NaN;
  const domain = ratioDomain(points, final);
  const race = result.race_sessions > 0 && final !== 1 && final > 0 ? [final] : [];
  const clip = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
  const x = (p: ConvergencePoint): number => p[at];
  return figure({
    title,
    words,
    options: {
      width: 460,
      height: 300,
      marginTop: 30,
      marginLeft: 56,
      marginBottom: 42,
      x: { label, grid: false, ...(at === 'probe' ? { tickFormat: 'd' } : {}) },
      y: { ...logScale(domain, '×', 6), label: `relative to ${referenceText(result)}` },
      marks: [
        Plot.ruleY([1], { stroke: INK.reference, strokeDasharray: '4 3' }),
        Plot.ruleY(race, { stroke: INK.chosen, strokeDasharray: '2 4' }),
        Plot.text(race, {
          y: (ratio: number) => ratio,
          frameAnchor: 'left',
          dx: 4,
          dy: -8,
          textAnchor: 'start',
          text: (ratio: number) => `final race ${formatRatio(ratio)}`,
          fill: INK.chosen,
          stroke: INK.paper,
          strokeWidth: 4,
        }),
        Plot.ruleX(points, {
          x,
          y1: (p: ConvergencePoint) => clip(p.ratio.low),
          y2: (p: ConvergencePoint) => clip(p.ratio.high),
          stroke: INK.other,
          strokeOpacity: 0.45,
        }),
        Plot.line(
          points.filter((p) => Number.isFinite(p.best)),
          {
            x,
            y: 'best',
            curve: 'step-after',
            stroke: INK.chosen,
            strokeWidth: 2.5,
          },
        ),
        Plot.dot(points, {
          x,
          y: (p: ConvergencePoint) => p.ratio.value,
          r: 4,
          fill: {
            value: (p: ConvergencePoint) => (p.isFeasible ? INK.other : INK.paper),
            scale: null,
          },
          stroke: INK.other,
          title: (p: ConvergencePoint) =>
            `probe ${p.probe}: ${p.configuration}, ${formatRatio(p.ratio.value)}`,
        }),
      ],
    },
  });
}

/** All values and, of the intervals, what lies within a factor of 1.6 of them: single wild ones must not flatten the rest. */
function ratioDomain(points: readonly ConvergencePoint[], final: number): [number, number] {
  const values = [1, final, ...points.map((p) => p.ratio.value)].filter((v) => v > 0);
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const lows = points.map((p) => p.ratio.low).filter((v) => v > lowest / 1.6);
  const highs = points.map((p) => p.ratio.high).filter((v) => v < highest * 1.6);
  return [Math.min(lowest, ...lows) / 1.05, Math.max(highest, ...highs) * 1.05];
}
