import { ASCII, type Glyphs, UNICODE } from '../../report/text-style.ts';

/** The characters that only the dashboard uses. Each is one column wide. */
export interface ScreenGlyphs {
  readonly rule: string;
  readonly cursor: string;
  readonly best: string;
  readonly running: string;
  readonly predicted: string;
  readonly failed: string;
  readonly missed: string;
  readonly unmeasured: string;
  /** How far a measured cell is from the best where colours cannot say it, from far to near. */
  readonly shades: readonly [string, string, string, string, string];
  readonly point: string;
  readonly front: string;
  readonly bar: string;
  /** Whether plots may use Braille patterns: eight points to a character. */
  readonly hasBraille: boolean;
}

/** How the dashboard may look on this terminal. */
export interface Look {
  readonly colour: boolean;
  readonly glyphs: Glyphs;
  readonly marks: ScreenGlyphs;
}

const UNICODE_MARKS: ScreenGlyphs = {
  rule: '─',
  cursor: '›',
  best: '◆',
  running: '▸',
  predicted: '~',
  failed: '✗',
  missed: '!',
  unmeasured: '·',
  shades: ['░', '░', '▒', '▓', '█'],
  point: '·',
  front: '●',
  bar: '█',
  hasBraille: true,
};

const ASCII_MARKS: ScreenGlyphs = {
  rule: '-',
  cursor: '>',
  best: '*',
  running: '>',
  predicted: '~',
  failed: 'x',
  missed: '!',
  unmeasured: '.',
  shades: ['.', '.', ':', '+', '#'],
  point: '.',
  front: 'o',
  bar: '#',
  hasBraille: false,
};

export function lookOf(options: { readonly colour: boolean; readonly unicode: boolean }): Look {
  return options.unicode
    ? { colour: options.colour, glyphs: UNICODE, marks: UNICODE_MARKS }
    : { colour: options.colour, glyphs: ASCII, marks: ASCII_MARKS };
}
