import * as Plot from '@observablehq/plot';
import { formatDuration } from '../../core/format-duration.ts';
import { formatRate } from '../../core/format-rate.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { type ParetoPoint, paretoOf } from '../view/pareto-of.ts';
import { figure, INK, logScale } from './drawing.ts';
import { html, joined, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

const COLOURS: Readonly<Record<ParetoPoint['role'], string>> = {
  recommended: INK.chosen,
  reference: INK.reference,
  other: INK.other,
};

/** What latency buys what throughput. */
export function paretoSection(result: PublishedResult): PageSection | null {
  const points = paretoOf(result);
  if (points.length === 0) return null;
  const front = points.filter((p) => p.isOnFront);
  return {
    id: 'pareto',
    title: 'Throughput against latency',
    lead: 'Larger batches and more instances buy throughput with the time of a run. On the line nothing measured is better in both.',
    body: html`${drawing(points, front)}<ul class="front">
${joined(front.map((p) => html`<li><b>${formatRate(p.throughput)}</b> at ${formatDuration(p.latencyMs)} a run <span>${p.configuration}</span></li>\n`))}</ul>
`,
  };
}

function drawing(points: readonly ParetoPoint[], front: readonly ParetoPoint[]): Markup {
  const named = points.filter((p) => p.role !== 'other');
  const shared = { x: 'latencyMs', y: 'throughput' } as const;
  return figure({
    title: 'Every measured configuration',
    words: wordsOf(points, front),
    legend: KEY,
    isWide: true,
    options: {
      width: 920,
      height: 380,
      marginLeft: 60,
      marginBottom: 44,
      marginRight: 30,
      marginTop: 28,
      x: { ...logScale(latencyDomain(points)), grid: false, label: 'mean time of a run, ms' },
      y: { label: 'inferences per second', grid: true, zero: true, nice: true, ticks: 6 },
      marks: [
        Plot.line(front, {
          ...shared,
          curve: 'step-after',
          stroke: INK.chosen,
          strokeOpacity: 0.6,
          strokeWidth: 2,
        }),
        Plot.dot(points, {
          ...shared,
          r: (p: ParetoPoint) => (p.role === 'other' ? 4.5 : 7),
          fill: {
            value: (p: ParetoPoint) =>
              p.isOnFront || p.role !== 'other' ? COLOURS[p.role] : INK.paper,
            scale: null,
          },
          stroke: { value: (p: ParetoPoint) => COLOURS[p.role], scale: null },
          strokeWidth: 1.5,
          title: (p: ParetoPoint) => `${p.configuration}: ${pointText(p)}`,
        }),
        Plot.text(named, {
          ...shared,
          text: (p: ParetoPoint) => p.role,
          dy: -16,
          fontWeight: 600,
          fill: INK.text,
          stroke: INK.paper,
          strokeWidth: 4,
        }),
      ],
      r: { type: 'identity' },
    },
  });
}

function wordsOf(points: readonly ParetoPoint[], front: readonly ParetoPoint[]): string {
  const ends =
    front.length === 1
      ? `one is best in both: ${pointText(front[0])}`
      : `${front.length} on the front, from ${pointText(front[0])} to ${pointText(front.at(-1))}`;
  return `${points.length} measured; ${ends}. All figures are ratios measured in turns, times the reference’s own.`;
}

function latencyDomain(points: readonly ParetoPoint[]): readonly [number, number] {
  const times = points.map((p) => p.latencyMs);
  return [Math.min(...times) / 1.4, Math.max(...times) * 1.4];
}

function pointText(point: ParetoPoint | undefined): string {
  if (point === undefined) return 'none';
  return `${formatRate(point.throughput)} at ${formatDuration(point.latencyMs)} a run`;
}

const KEY: Markup = html`<ul class="key" aria-label="Marks">
<li><svg width="14" height="14" aria-hidden="true"><circle class="mark-chosen" cx="7" cy="7" r="6"></circle></svg>recommended</li>
<li><svg width="14" height="14" aria-hidden="true"><circle class="mark-reference" cx="7" cy="7" r="6"></circle></svg>reference</li>
<li><svg width="14" height="14" aria-hidden="true"><circle class="mark-front" cx="7" cy="7" r="5"></circle></svg>on the front</li>
<li><svg width="14" height="14" aria-hidden="true"><circle class="mark-other" cx="7" cy="7" r="5"></circle></svg>behind it</li>
</ul>
`;
