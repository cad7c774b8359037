import type { TextStyle } from './text-style.ts';
import { wrapText } from './wrap-text.ts';

/** Width of a label. */
export const LABEL = 14;

/** A label and a text that goes on under itself. */
export function row(label: string, text: string, style: TextStyle): string[] {
  const first = `  ${label.padEnd(LABEL)}`;
  return wrapText(text, { columns: style.columns, indent: ' '.repeat(first.length), first });
}

/** A bar of the given share of `length` characters. */
export function bar(share: number, { glyphs }: TextStyle, length: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * length);
  return glyphs.full.repeat(filled) + glyphs.empty.repeat(length - filled);
}
