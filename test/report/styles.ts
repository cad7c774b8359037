import { ANSI, ASCII, PLAIN, type TextStyle, UNICODE } from '../../src/report/text-style.ts';

export const WIDE: TextStyle = { columns: 80, palette: PLAIN, glyphs: UNICODE };
export const NARROW: TextStyle = { columns: 60, palette: PLAIN, glyphs: ASCII };
export const COLOURED: TextStyle = { columns: 100, palette: ANSI, glyphs: UNICODE };
