/**
 * Makes text from a model file or another machine safe to print: control characters, escapes, bidirectional
 * overrides and other invisible characters become visible `\u{..}`; anything past `limit` characters is cut.
 */
export function printable(text: string, limit = 120): string {
  const visible = text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu,
    (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return visible.length > limit ? `${visible.slice(0, limit)}…` : visible;
}
