import { safeText } from './safe-text.ts';
import { type Glyphs, UNICODE } from './text-style.ts';

/** The last part of a path, safe to print, cut in the middle to `limit` characters: its ending says what it is. */
export function fileName(path: string, glyphs: Glyphs = UNICODE, limit = 40): string {
  const name = safeText(path.split(/[/\\]/).at(-1) || path, glyphs);
  const characters = [...name];
  if (characters.length <= limit) return name;
  const kept = limit - glyphs.ellipsis.length;
  const end = Math.floor(kept / 2);
  return `${characters.slice(0, kept - end).join('')}${glyphs.ellipsis}${characters.slice(-end).join('')}`;
}
