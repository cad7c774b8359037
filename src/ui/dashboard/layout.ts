import type { View } from './dashboard-state.ts';

/** What a slot of the main area holds. */
export type PanelName = 'map' | 'curve' | 'pareto' | 'trials' | 'trial' | 'help' | 'code';

export interface Slot {
  readonly panel: PanelName;
  readonly width: number;
  readonly height: number;
}

/** The screen from top to bottom: header, bands of slots side by side with a gap between them, footer. */
export interface Layout {
  readonly columns: number;
  readonly headerLines: number;
  readonly bands: readonly (readonly Slot[])[];
  readonly footerLines: number;
}

/** Columns between two slots. */
export const GAP = 2;
/** The smallest terminal the dashboard is made for; on smaller ones it is cut off at the right and the bottom. */
const SMALLEST = { columns: 40, rows: 12 };
const FOOTER_LINES = 3;
/** From this many rows on the machine has a line of its own. */
const ROOMY_ROWS = 24;
/** Widths from which two and three charts stand side by side, and heights from which charts take two bands. */
const WIDTH = { pair: 76, triple: 116 };
const TALL = 26;

/** Where everything stands on a terminal of this size. The last row stays empty: writing to its end would scroll. */
export function layoutOf(
  size: { readonly columns: number; readonly rows: number },
  view: Pick<View, 'chart' | 'overlay'>,
): Layout {
  const columns = Math.max(SMALLEST.columns, size.columns);
  const rows = Math.max(SMALLEST.rows, size.rows);
  const headerLines = rows >= ROOMY_ROWS ? 4 : 3;
  const height = rows - 1 - headerLines - FOOTER_LINES;
  const bands =
    view.overlay === null
      ? bandsOf(columns, height, view.chart)
      : [[{ panel: view.overlay, width: columns, height }]];
  return { columns, headerLines, bands, footerLines: FOOTER_LINES };
}

function bandsOf(
  columns: number,
  height: number,
  chart: View['chart'],
): readonly (readonly Slot[])[] {
  const trials = (used: number): readonly Slot[] => [
    { panel: 'trials', width: columns, height: height - used },
  ];
  if (columns < WIDTH.pair) {
    const used = chartHeight(height);
    return [[{ panel: chart, width: columns, height: used }], trials(used)];
  }
  const left = Math.round(0.54 * (columns - GAP));
  const right = columns - GAP - left;
  if (height >= TALL && columns >= 100) {
    const upper = Math.round(0.46 * height);
    const lower = height - upper;
    return [
      [
        { panel: 'map', width: left, height: upper },
        { panel: 'curve', width: right, height: upper },
      ],
      [
        { panel: 'trials', width: left, height: lower },
        { panel: 'pareto', width: right, height: lower },
      ],
    ];
  }
  const used = chartHeight(height);
  if (columns < WIDTH.triple) {
    const beside = chart === 'map' ? 'curve' : chart;
    return [
      [
        { panel: 'map', width: left, height: used },
        { panel: beside, width: right, height: used },
      ],
      trials(used),
    ];
  }
  const third = Math.floor((columns - 2 * GAP) * 0.3);
  return [
    [
      { panel: 'map', width: columns - 2 * (GAP + third), height: used },
      { panel: 'curve', width: third, height: used },
      { panel: 'pareto', width: third, height: used },
    ],
    trials(used),
  ];
}

/** Rows of the charts above the table of trials. */
function chartHeight(height: number): number {
  return Math.max(4, Math.min(Math.ceil(0.54 * height), 18));
}
