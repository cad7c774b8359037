const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Up to here a loop over ASCII beats the decoder; names are rarely longer. */
const SHORT = 64;

/** The text of UTF-8 bytes, or null where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  const ascii = bytes.length <= SHORT ? decodeAscii(bytes) : null;
  if (ascii !== null) return ascii;
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

function decodeAscii(bytes: Uint8Array): string | null {
  let text = '';
  for (const byte of bytes) {
    if (byte > 0x7f) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The text of bytes that only people read; what is not UTF-8 becomes replacement characters. */
export function decodeLenient(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}
