import * as Plot from '@observablehq/plot';
import { formatRate } from '../../core/format-rate.ts';
import { formatRatio } from '../../core/format-ratio.ts';
import { formatSignificant } from '../../core/format-significant.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { type HeatCell, type HeatMap, heatMapsOf } from '../view/heat-map-of.ts';
import { referenceText } from '../view/published-words.ts';
import { figure } from './drawing.ts';
import { heatLegend, ratioStep, shareStep } from './heat-scale.ts';
import { joined, type Markup } from './markup.ts';
import type { PageSection } from './page.ts';

/** More settings of the other knobs than this are left to the table of trials. */
const MAPS = 6;

/** Threads × instances over batch: where it is fast, where it is slow, and where nobody looked. */
export function heatMapSection(result: PublishedResult): PageSection | null {
  const maps = heatMapsOf(result).slice(0, MAPS);
  if (result.trials.length === 0) return null;
  return {
    id: 'heat-maps',
    title: 'The space, as measured',
    lead: 'Only rows with a trial are shown; hatched cells were not measured. Point at a cell for its interval.',
    body: joined(maps.flatMap((map) => [ratioMap(map, result), throughputMap(map)])),
  };
}

function ratioMap(map: HeatMap, result: PublishedResult): Markup {
  const measured = map.cells.filter((c) => Number.isFinite(c.ratio));
  const best = [...measured].sort((a, b) => b.ratio - a.ratio)[0];
  return heatMap(map, {
    title: `Relative to ${referenceText(result)}${map.switches === '' ? '' : `: ${map.switches}`}`,
    words: `${counts(map)}${best === undefined ? '' : ` The highest in the search is ${best.text}.`} The final race may judge otherwise: it measures in fresh processes.`,
    fill: (cell) => `var(--heat${ratioStep(cell.ratio)})`,
    ink: (cell) => `var(--ink${ratioStep(cell.ratio)})`,
    label: (cell) => formatRatio(cell.ratio),
    legend: heatLegend('ratio'),
  });
}

function throughputMap(map: HeatMap): Markup {
  const most = Math.max(...map.cells.map((c) => c.throughput).filter(Number.isFinite));
  const step = (cell: HeatCell): string => shareStep(cell.throughput / most);
  const words = Number.isFinite(most)
    ? `The most is ${formatRate(most)}. Trials ran at different times, so compare these with care; ratios above were measured in turns.`
    : 'Nothing was measured.';
  return heatMap(map, {
    title: `Throughput, inferences per second${map.switches === '' ? '' : `: ${map.switches}`}`,
    words,
    fill: (cell) => `var(--heat${step(cell)})`,
    ink: (cell) => `var(--ink${step(cell)})`,
    label: (cell) => formatSignificant(cell.throughput),
    legend: heatLegend('share'),
  });
}

function counts({ cells }: HeatMap): string {
  const count = (state: HeatCell['state']): number => cells.filter((c) => c.state === state).length;
  const parts = [
    `${count('measured')} measured`,
    ...(count('pruned') > 0 ? [`${count('pruned')} left the race early`] : []),
    ...(count('failed') > 0 ? [`${count('failed')} failed (✕)`] : []),
    `${count('missing')} not measured`,
  ];
  return `Of ${cells.length} cells: ${parts.join(', ')}.`;
}

interface Reading {
  readonly title: string;
  readonly words: string;
  readonly fill: (cell: HeatCell) => string;
  readonly ink: (cell: HeatCell) => string;
  readonly label: (cell: HeatCell) => string;
  readonly legend: Markup;
}

/** Cells fill the width of the page as far as they stay cells. */
const CELL = { height: 36, least: 46, most: 78 };
const MARGIN = { left: 128, top: 26, bottom: 44, right: 4 };
const WIDTH = 920;

function heatMap(map: HeatMap, { title, words, fill, ink, label, legend }: Reading): Markup {
  const room = (WIDTH - MARGIN.left - MARGIN.right) / map.batches.length;
  const cellWidth = Math.max(CELL.least, Math.min(CELL.most, room));
  return figure({
    title,
    words,
    legend,
    isWide: true,
    options: {
      width: MARGIN.left + MARGIN.right + cellWidth * map.batches.length,
      height: MARGIN.top + MARGIN.bottom + CELL.height * map.rows.length,
      marginLeft: MARGIN.left,
      marginRight: MARGIN.right,
      marginTop: MARGIN.top,
      marginBottom: MARGIN.bottom,
      x: {
        type: 'band',
        domain: map.batches.map(String),
        label: 'batch size',
        labelArrow: 'none',
        padding: 0.06,
        tickSize: 0,
      },
      y: {
        type: 'band',
        domain: [...map.rows],
        label: 'instances × threads',
        labelAnchor: 'top',
        labelArrow: 'none',
        padding: 0.08,
        tickSize: 0,
      },
      marks: marksOf(map, { fill, ink, label }),
    },
  });
}

/** Measured cells with their figure, failed ones with a cross, the others hatched. */
function marksOf(
  { cells }: HeatMap,
  { fill, ink, label }: Pick<Reading, 'fill' | 'ink' | 'label'>,
): Plot.Markish[] {
  const place = { x: (c: HeatCell) => String(c.batch), y: 'row' } as const;
  const missing = cells.filter((c) => c.state === 'missing');
  const failed = cells.filter((c) => c.state === 'failed');
  const measured = cells.filter((c) => Number.isFinite(c.throughput));
  return [
    Plot.cell(missing, {
      ...place,
      fill: 'url(#hatch)',
      title: 'text',
      rx: 3,
    }),
    Plot.cell(failed, {
      ...place,
      fill: 'none',
      stroke: 'var(--warm)',
      title: 'text',
      rx: 3,
    }),
    Plot.text(failed, {
      ...place,
      text: () => '✕',
      fill: 'var(--warm)',
    }),
    Plot.cell(measured, {
      ...place,
      fill: { value: fill, scale: null },
      title: 'text',
      rx: 3,
    }),
    Plot.text(measured, {
      ...place,
      text: label,
      fill: { value: ink, scale: null },
      fontVariant: 'tabular-nums',
      pointerEvents: 'none',
    }),
  ];
}
