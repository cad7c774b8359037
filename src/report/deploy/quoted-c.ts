const encoder = new TextEncoder();

/**
 * A string literal of C and C++, which is one of protocol buffers' text format too: printable ASCII, every other byte of
 * the UTF-8 text as three octal digits (fewer would swallow a digit that follows). Question marks are escaped against
 * trigraphs.
 */
export function quotedC(text: string): string {
  const inside = Array.from(encoder.encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/["\\?]/.test(character)) return `\\${character}`;
    return byte >= 0x20 && byte < 0x7f ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${inside.join('')}"`;
}
