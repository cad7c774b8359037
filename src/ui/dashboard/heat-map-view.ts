import { sessionLabel } from './configuration-label.ts';
import type { DashboardState } from './dashboard-state.ts';
import {
  type CellKnowledge,
  type HeatMap,
  heatMapOf,
  type MapCell,
  type MapRow,
} from './heat-map.ts';
import type { Look } from './look.ts';
import { type Panel, type PanelSize, titledPanel } from './panel.ts';
import { fitText, type Line, type Segment, segment } from './segment.ts';
import type { Tone } from './tone.ts';

const LABEL = 7;
/** Columns of a cell (mark, number, space) and rows: as large as there is room for, so that the map is one. */
const CELL = { least: 5, most: 9, highest: 3 };
/** From which share of the best a cell counts as far (below the first) to nearest (from the last). */
const NEARNESS = [0.5, 0.7, 0.85, 0.97] as const;

/** Instances × threads by batch: how fast relative to the default, measured ones solid, predicted ones dim. */
export function heatMapPanel(state: DashboardState, size: PanelSize, look: Look): Panel {
  const map = heatMapOf(state);
  const columns = shownColumns(map, size.width);
  const rows = shownRows(map.rows, size.height - 2);
  const hidden = map.rows.length - rows.length;
  const style: MapStyle = {
    width: cellWidth(map, size.width),
    height: cellHeight(rows.length, size.height - 2),
    best: bestOf(map),
    look,
  };
  const head: Line = [
    segment(fitText(' batch', LABEL, ''), 'faint'),
    ...columns.map((c) => segment(`${String(map.batches[c]).padStart(style.width - 1)} `, 'faint')),
  ];
  const lines = rows.flatMap((row) => rowLines(row, columns, style));
  const aside = hidden > 0 ? `${hidden} more` : `${look.glyphs.times} default`;
  return titledPanel(`instances${look.glyphs.times}threads`, aside, [head, ...lines], size, look);
}

interface MapStyle {
  readonly width: number;
  readonly height: number;
  readonly best: number;
  readonly look: Look;
}

/** The lines of a row: figures in the one in the middle, the others fill the cells. */
function rowLines(
  { session, cells }: MapRow,
  columns: readonly number[],
  style: MapStyle,
): readonly Line[] {
  const middle = Math.floor((style.height - 1) / 2);
  return Array.from({ length: style.height }, (_, i): Line => {
    const label = i === middle ? sessionLabel(session, style.look) : '';
    return [
      segment(`${label.padStart(LABEL - 1)} `),
      ...columns.map((c) => cellSegment(cells[c] as MapCell, style, i === middle)),
    ];
  });
}

function bestOf({ rows }: HeatMap): number {
  const values = rows.flatMap((row) =>
    row.cells.flatMap(({ knowledge: k }) => (k.kind === 'measured' ? [k.relative] : [])),
  );
  return Math.max(...values, 0);
}

function cellWidth({ batches }: HeatMap, width: number): number {
  const room = Math.floor((width - LABEL) / Math.max(1, batches.length));
  return Math.min(CELL.most, Math.max(CELL.least, room));
}

function cellHeight(rows: number, height: number): number {
  return Math.min(CELL.highest, Math.max(1, Math.floor(height / Math.max(1, rows))));
}

/** Indices of the batch sizes shown: those something is known of come before the others. */
function shownColumns(map: HeatMap, width: number): readonly number[] {
  const room = Math.max(1, Math.floor((width - LABEL) / cellWidth(map, width)));
  const all = map.batches.map((_, i) => i);
  if (all.length <= room) return all;
  const worth = (column: number): number =>
    map.rows.reduce((sum, row) => sum + importance(row.cells[column]), 0);
  return keepMost(all, worth, room);
}

/** The rows shown, in their order: the running and the best before others. */
function shownRows(rows: readonly MapRow[], room: number): readonly MapRow[] {
  const worth = (row: MapRow): number =>
    Math.max(...row.cells.map(importance)) + Math.max(...row.cells.map(relativeOf)) / 1e3;
  return rows.length <= room ? rows : keepMost(rows, worth, Math.max(1, room));
}

function importance(cell: MapCell | undefined): number {
  if (cell === undefined) return 0;
  if (cell.isBest || cell.isRunning) return 10;
  return ['open', 'failed', 'predicted', 'measured'].indexOf(cell.knowledge.kind);
}

function relativeOf({ knowledge: k }: MapCell): number {
  return k.kind === 'measured' ? k.relative : 0;
}

function keepMost<T>(items: readonly T[], worth: (item: T) => number, room: number): readonly T[] {
  const kept = new Set(items.toSorted((a, b) => worth(b) - worth(a)).slice(0, room));
  return items.filter((item) => kept.has(item));
}

function cellSegment(cell: MapCell, style: MapStyle, hasFigure: boolean): Segment {
  const { width, best, look } = style;
  const { knowledge, isRunning } = cell;
  const tone = isRunning ? 'running' : toneOf(cell, best);
  const fill = fillOf(cell, best, look);
  if (!hasFigure) return segment(fill.repeat(width), tone);
  const figure = numberText(knowledge, width - 2, look).padStart(width - 2);
  return segment(`${markOf(cell, fill, look)}${figure} `, tone);
}

function numberText(knowledge: CellKnowledge, room: number, { marks, glyphs }: Look): string {
  switch (knowledge.kind) {
    case 'measured':
    case 'predicted':
      return ratioText(knowledge.relative, room, glyphs.ellipsis);
    case 'failed':
      return marks.failed;
    case 'open':
      return marks.unmeasured;
  }
}

/** A ratio in at most `room` columns: `1.93`, `12.3`, `123`. */
function ratioText(ratio: number, room: number, ellipsis: string): string {
  const decimals = Math.max(0, room - 2 - Math.max(0, Math.floor(Math.log10(Math.max(1, ratio)))));
  return fitText(ratio.toFixed(Math.min(2, decimals)), room, ellipsis).trimEnd();
}

function markOf({ knowledge: k, isRunning, isBest }: MapCell, fill: string, look: Look): string {
  const { marks } = look;
  if (isRunning) return marks.running;
  if (isBest) return marks.best;
  if (k.kind === 'predicted') return marks.predicted;
  return k.kind === 'measured' && !k.isFeasible ? marks.missed : fill;
}

/** What fills a cell where colours cannot: a shade for how near to the best it is. */
function fillOf({ knowledge: k }: MapCell, best: number, { colour, marks }: Look): string {
  if (colour || k.kind !== 'measured' || !k.isFeasible) return ' ';
  return marks.shades[nearness(k.relative, best)];
}

function toneOf({ knowledge: k }: MapCell, best: number): Tone {
  switch (k.kind) {
    case 'measured':
      return k.isFeasible ? `heat-${nearness(k.relative, best)}` : 'caution';
    case 'failed':
      return 'bad';
    case 'predicted':
    case 'open':
      return 'faint';
  }
}

/** How near to the best, 0 to 4. */
function nearness(relative: number, best: number): 0 | 1 | 2 | 3 | 4 {
  return NEARNESS.filter((from) => relative >= from * best).length as 0 | 1 | 2 | 3 | 4;
}
