import { ANSI, ASCII, PLAIN, type TextStyle, UNICODE } from '../report/text-style.ts';
import type { Io, OutputStream } from './io.ts';

/** Width of output that goes to no terminal, and of terminals that do not know theirs. */
const DEFAULT_COLUMNS = 80;

/** Whether escapes for colours may be written: only to a terminal, and not against NO_COLOR (https://no-color.org). */
export function hasColour(stream: OutputStream, env: Io['env']): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** Whether the environment shows more than ASCII. */
export function hasUnicode(env: Io['env'], platform: string = process.platform): boolean {
  if (platform === 'win32') return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM']);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return env['TERM'] !== 'linux' && (locale === undefined || /utf-?8/i.test(locale));
}

/** How reports look on stdout. */
export function textStyle({ stdout, env }: Io): TextStyle {
  const columns =
    stdout.columns === undefined || stdout.columns === 0 ? DEFAULT_COLUMNS : stdout.columns;
  return {
    columns: Math.max(60, Math.min(columns, 120)),
    palette: hasColour(stdout, env) ? ANSI : PLAIN,
    glyphs: hasUnicode(env) ? UNICODE : ASCII,
  };
}
