import { FIGURES } from './style/figures.ts';
import { LAYOUT } from './style/layout.ts';
import { PRINT } from './style/print.ts';
import { TABLES } from './style/tables.ts';
import { THEME } from './style/theme.ts';

/** The whole style sheet of a report; a constant, named in the page's policy by its hash. */
export const STYLE_SHEET: string = [THEME, LAYOUT, FIGURES, TABLES, PRINT].join('');
