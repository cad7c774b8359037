import { svgMarkup } from '../../../src/report/html/svg-markup.ts';

/** Readable on white and on black alike: twelve hues of middle lightness, the first for the base. */
export const COLOURS = [
  '#d6336c',
  '#1c7ed6',
  '#2f9e44',
  '#e8590c',
  '#7048e8',
  '#0c8599',
  '#c09200',
  '#ae3ec9',
  '#5c7cfa',
  '#74a000',
  '#a0522d',
  '#868e96',
] as const;
/** Text and axes, of one contrast against light and dark. */
export const INK = '#7d858d';

/** A drawing that stands alone as a file, with what it shows in words. */
export function standAlone(svg: Parameters<typeof svgMarkup>[0], words: string): string {
  const { text } = svgMarkup(svg, words);
  const head = `xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" color="${INK}"`;
  // The first size is the whole drawing's.
  return `${text.replace('<svg', `<svg ${head}`).replace('font-size="10"', 'font-size="12"')}\n`;
}
