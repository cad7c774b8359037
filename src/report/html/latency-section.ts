import * as Plot from '@observablehq/plot';
import { formatDuration } from '../../core/format-duration.ts';
import { formatShare } from '../../core/format-share.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { type LatencyCurve, latencyCurves } from '../view/latency-curves.ts';
import { figure, INK, logScale } from './drawing.ts';
import { html, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

const colourOf = ({ role }: LatencyCurve): string =>
  role === 'recommended' ? INK.chosen : INK.reference;

/** How long runs take: the whole distribution where single runs were kept, else the quantiles they support. */
export function latencySection(result: PublishedResult): PageSection | null {
  const curves = latencyCurves(result);
  if (curves.length === 0) return null;
  const isWhole = curves.every((c) => c.isWhole);
  const hint = isWhole ? '' : ' Measure with --keep-run-times for the whole distribution.';
  const batches = [...new Set(curves.map((c) => c.batch))];
  const note = batches.length > 1 ? ' A run is one batch, and the batches differ.' : '';
  return {
    id: 'latency',
    title: 'Distribution of latency',
    lead: `The time of one run, that is of one batch.${note}${hint}`,
    body: isWhole ? distribution(curves) : quantiles(curves),
  };
}

function wordsOf(curves: readonly LatencyCurve[]): string {
  return curves
    .map(({ role, configuration, points, runs }) => {
      const at = (share: number): string => {
        const point = points.find((p) => p.share >= share);
        return point === undefined ? 'not known' : formatDuration(point.ms);
      };
      return `${role === 'recommended' ? 'Recommended' : 'Reference'} (${configuration}): half of the runs within ${at(0.5)}, 90 % within ${at(0.9)}, from ${runs} runs.`;
    })
    .join(' ');
}

/** A logarithmic axis over all points. */
function latencyAxis(curves: readonly LatencyCurve[]): Plot.ScaleOptions {
  const times = curves.flatMap((curve) => curve.points.map((p) => p.ms)).filter((ms) => ms > 0);
  const domain = [Math.min(...times) / 1.1, Math.max(...times) * 1.1] as const;
  return { ...logScale(domain), label: 'time of a run, ms' };
}

const SIZE = {
  width: 920,
  height: 320,
  marginLeft: 60,
  marginBottom: 44,
  marginRight: 24,
  marginTop: 32,
};

function distribution(curves: readonly LatencyCurve[]): Markup {
  return figure({
    title: 'Share of runs within a time',
    words: wordsOf(curves),
    legend: keyOf(curves),
    isWide: true,
    options: {
      ...SIZE,
      x: latencyAxis(curves),
      y: {
        label: 'share of runs',
        domain: [0, 1],
        tickFormat: (v: number) => formatShare(v),
        grid: true,
      },
      marks: [
        Plot.ruleY([0.5, 0.9, 0.99], { stroke: INK.faint, strokeDasharray: '3 3' }),
        ...curves.map((curve) =>
          Plot.line(curve.points, {
            x: 'ms',
            y: 'share',
            stroke: colourOf(curve),
            strokeWidth: 2.5,
          }),
        ),
      ],
    },
  });
}

function quantiles(curves: readonly LatencyCurve[]): Markup {
  const points = curves.flatMap((curve) =>
    curve.points.map((p) => ({ ...p, role: curve.role, colour: colourOf(curve) })),
  );
  const spans = curves.map((curve) => ({
    role: curve.role,
    colour: colourOf(curve),
    from: curve.points[0]?.ms ?? 0,
    to: curve.points.at(-1)?.ms ?? 0,
  }));
  return figure({
    title: 'Quantiles that the runs support',
    words: wordsOf(curves),
    isWide: true,
    options: {
      ...SIZE,
      marginLeft: 110,
      height: 90 + 50 * curves.length,
      x: latencyAxis(curves),
      y: { type: 'band', domain: curves.map((c) => c.role), label: null, tickSize: 0 },
      marks: [
        Plot.ruleY(spans, {
          y: 'role',
          x1: 'from',
          x2: 'to',
          stroke: { value: 'colour', scale: null },
          strokeWidth: 3,
        }),
        Plot.dot(points, { x: 'ms', y: 'role', r: 6, fill: { value: 'colour', scale: null } }),
        Plot.text(points, {
          x: 'ms',
          y: 'role',
          dy: -14,
          text: (p: { share: number }) => `p${Math.round(100 * p.share)}`,
        }),
      ],
    },
  });
}

function keyOf(curves: readonly LatencyCurve[]): Markup {
  return html`<ul class="key" aria-label="Lines">
${curves.map(
  ({ role, configuration }) =>
    html`<li><svg width="18" height="14" aria-hidden="true"><line class="line-${role}" x1="0" x2="18" y1="7" y2="7"></line></svg>${role}: ${configuration}</li>\n`,
)}</ul>
`;
}
