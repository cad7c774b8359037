/** Marks up a piece of text; what it does not change it returns as it is. */
type Paint = (text: string) => string;

/** Colours by meaning. Reports never write an escape of their own. */
export interface Palette {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly caution: Paint;
}

/** The few characters beyond ASCII that reports use. */
export interface Glyphs {
  /** Nothing beyond ASCII may be printed. */
  readonly isAscii: boolean;
  readonly dot: string;
  readonly times: string;
  readonly none: string;
  readonly ellipsis: string;
  readonly plusMinus: string;
  readonly full: string;
  readonly empty: string;
}

/** How a report may look where it is printed. */
export interface TextStyle {
  /** Width in characters; reports fit from 60 up. */
  readonly columns: number;
  readonly palette: Palette;
  readonly glyphs: Glyphs;
}

const asIs: Paint = (text) => text;

export const PLAIN: Palette = { strong: asIs, faint: asIs, good: asIs, bad: asIs, caution: asIs };

/** Sets a terminal attribute and takes back only that one, so that marks may nest. */
function ansi(on: number, off: number): Paint {
  return (text) => (text === '' ? text : `\u001b[${on}m${text}\u001b[${off}m`);
}

/** The eight basic colours, which every terminal theme keeps readable. */
export const ANSI: Palette = {
  strong: ansi(1, 22),
  faint: ansi(2, 22),
  good: ansi(32, 39),
  bad: ansi(31, 39),
  caution: ansi(33, 39),
};

export const UNICODE: Glyphs = {
  isAscii: false,
  dot: '·',
  times: '×',
  none: '–',
  ellipsis: '…',
  plusMinus: '±',
  full: '█',
  empty: '░',
};

export const ASCII: Glyphs = {
  isAscii: true,
  dot: '-',
  times: 'x',
  none: '-',
  ellipsis: '...',
  plusMinus: '+/-',
  full: '#',
  empty: '.',
};
