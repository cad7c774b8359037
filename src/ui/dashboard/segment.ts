import type { Tone } from './tone.ts';

/** A piece of a line in one look. */
export interface Segment {
  readonly text: string;
  readonly tone: Tone;
}

/** A line of the screen from left to right. */
export type Line = readonly Segment[];

/** Characters that terminals draw over two columns: East Asian wide ones and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const MARK = /\p{M}/u;
const SIMPLE = /^[\x20-\x7e]*$/;

function characterWidth(character: string): number {
  if (MARK.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns a text takes on a terminal. */
export function textWidth(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + textWidth(text), 0);
}

export function segment(text: string, tone: Tone = 'plain'): Segment {
  return { text, tone };
}

/** The longest beginning of a text that fits. */
function beginning(text: string, columns: number): string {
  if (SIMPLE.test(text)) return text.slice(0, Math.max(0, columns));
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return kept;
}

/** The text in exactly `columns`: cut, its end replaced by `ellipsis`, or filled with spaces on the right. */
export function fitText(text: string, columns: number, ellipsis: string): string {
  const width = textWidth(text);
  if (width <= columns) return text + ' '.repeat(columns - width);
  const mark = beginning(ellipsis, columns);
  const kept = beginning(text, columns - textWidth(mark)) + mark;
  return kept + ' '.repeat(columns - textWidth(kept));
}

/** The line in exactly `columns`, cut or filled on the right. */
export function fitLine(line: Line, columns: number, ellipsis: string): Line {
  const fitted: Segment[] = [];
  let left = columns;
  for (const { text, tone } of line) {
    if (left <= 0) break;
    const width = textWidth(text);
    const shown = width <= left ? text : fitText(text, left, ellipsis);
    fitted.push({ text: shown, tone });
    left -= Math.min(width, left);
  }
  return left > 0 ? [...fitted, segment(' '.repeat(left))] : fitted;
}

/** The first alternative that fits, else the last one: from the longest to the shortest. */
export function firstFitting(alternatives: readonly Line[], columns: number): Line {
  return alternatives.find((line) => lineWidth(line) <= columns) ?? alternatives.at(-1) ?? [];
}

/** One part at the left edge, another at the right; where both do not fit the right one is left out. */
export function justify(left: Line, right: Line, columns: number): Line {
  const room = columns - lineWidth(left) - lineWidth(right);
  return room < 2 ? left : [...left, segment(' '.repeat(room)), ...right];
}
