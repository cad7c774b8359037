import type { Look } from './look.ts';
import { type Line, type Segment, segment } from './segment.ts';
import type { Tone } from './tone.ts';

/** A drawing area in character cells, row 0 at the top. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  /** Puts a character into a cell, over what is there. Cells outside are ignored. */
  put(column: number, row: number, character: string, tone: Tone): void;
  /** Draws a step curve through points in shares of the area (x from left, y from the bottom, 0 to 1), up to `endX`. */
  steps(
    points: readonly { readonly x: number; readonly y: number }[],
    endX: number,
    tone: Tone,
  ): void;
  lines(): readonly Line[];
}

/** Dots of a Braille character, by column and row from the top. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const BRAILLE = 0x2800;

export function createPlot(width: number, height: number, { marks }: Look): Plot {
  const cells = new Map<number, { text: string; tone: Tone }>();
  const dots = new Map<number, number>();
  const across = marks.hasBraille ? 2 : 1;
  const down = marks.hasBraille ? 4 : 1;
  const isInside = (column: number, row: number): boolean =>
    column >= 0 && column < width && row >= 0 && row < height;
  const dot = (x: number, y: number, tone: Tone): void => {
    const column = Math.floor(x / across);
    const row = Math.floor(y / down);
    if (!isInside(column, row)) return;
    const at = row * width + column;
    const bits = (dots.get(at) ?? 0) | (DOTS[x % across]?.[y % down] ?? 0);
    dots.set(at, bits);
    const text = marks.hasBraille ? String.fromCharCode(BRAILLE + bits) : '*';
    cells.set(at, { text, tone });
  };
  return {
    width,
    height,
    put: (column, row, text, tone) => {
      if (isInside(column, row)) cells.set(row * width + column, { text, tone });
    },
    steps: (points, endX, tone) => {
      const xOf = (x: number): number => Math.round(clamp(x) * (width * across - 1));
      const yOf = (y: number): number => Math.round((1 - clamp(y)) * (height * down - 1));
      for (const [i, point] of points.entries()) {
        const following = points[i + 1];
        const [from, to] = [xOf(point.x), xOf(following?.x ?? endX)];
        const y = yOf(point.y);
        for (let x = from; x <= Math.max(from, to); x++) dot(x, y, tone);
        if (following === undefined) continue;
        const end = yOf(following.y);
        for (let at = Math.min(y, end); at <= Math.max(y, end); at++) dot(to, at, tone);
      }
    },
    lines: () => Array.from({ length: height }, (_, row) => lineOf(row)),
  };

  function lineOf(row: number): Line {
    const line: Segment[] = [];
    for (let column = 0; column < width; column++) {
      const { text, tone } = cells.get(row * width + column) ?? { text: ' ', tone: 'plain' };
      const last = line.at(-1);
      if (last?.tone === tone) line[line.length - 1] = segment(last.text + text, tone);
      else line.push(segment(text, tone));
    }
    return line;
  }
}

function clamp(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/** A plot with its scales: labels of the highest and lowest value on the left, of the range of x below. */
export function withAxes(
  plot: Plot,
  labels: {
    readonly top: string;
    readonly bottom: string;
    readonly left: string;
    readonly right: string;
    readonly labelWidth: number;
  },
): readonly Line[] {
  const { top, bottom, left, right, labelWidth } = labels;
  const body = plot.lines().map((line, i): Line => {
    const text = i === 0 ? top : i === plot.height - 1 ? bottom : '';
    return [segment(`${text.padStart(labelWidth)} `, 'faint'), ...line];
  });
  const room = Math.max(1, plot.width - left.length - right.length);
  const scale = segment(`${' '.repeat(labelWidth + 1)}${left}${' '.repeat(room)}${right}`, 'faint');
  return [...body, [scale]];
}
