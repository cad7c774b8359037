import { printable } from '../core/printable.ts';
import type { Glyphs } from './text-style.ts';

const PLAIN_FORM: Readonly<Record<string, string>> = {
  '…': '...',
  '±': '+/-',
  '×': 'x',
  '·': '-',
  '–': '-',
  '≥': '>=',
  '≤': '<=',
  '’': "'",
};

/**
 * Text from a model, the runtime or the study, safe to print in the style: nothing invisible, at most `limit`
 * characters, and pure ASCII where the style is.
 */
export function safeText(text: string, { isAscii }: Glyphs, limit = 400): string {
  const safe = printable(text, limit);
  if (!isAscii) return safe;
  return safe.replace(
    /[^\x20-\x7e]/gu,
    (character) => PLAIN_FORM[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
