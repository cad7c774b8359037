import type { ByteSource } from './byte-source.ts';
import { malformed } from './malformed.ts';

/** First read after a jump: what follows skipped weights is usually a few names. */
const SMALLEST_READ = 4 * 1024;
/** Reads grow to this while the file is read in sequence. */
const LARGEST_READ = 64 * 1024;

/** A small moving view of a source: bytes by their offset in the file, read in chunks when first asked for. */
export interface ByteWindow {
  /** The byte at `offset`, which has to lie inside the source. */
  byteAt(offset: number): number;
  /** A copy of `length` bytes from `offset`. */
  copy(offset: number, length: number): Uint8Array;
}

/** Creates the window of a source. Throws a TuneError where the source ends before its stated size. */
export function createByteWindow(source: ByteSource): ByteWindow {
  let bytes: Uint8Array = new Uint8Array(0);
  let start = 0;
  let readSize = SMALLEST_READ;

  const moveTo = (offset: number): void => {
    const inSequence = offset === start + bytes.length;
    readSize = inSequence ? Math.min(2 * readSize, LARGEST_READ) : SMALLEST_READ;
    bytes = source.read(offset, Math.min(readSize, source.size - offset));
    start = offset;
    if (bytes.length === 0)
      throw malformed(offset, 'the file ends here, earlier than its size says');
  };

  return {
    byteAt: (offset) => {
      const at = offset - start;
      if (at >= 0 && at < bytes.length) return bytes[at] as number;
      moveTo(offset);
      return bytes[0] as number;
    },
    copy: (offset, length) => {
      const out = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const from = offset + done - start;
        if (from < 0 || from >= bytes.length) moveTo(offset + done);
        const at = offset + done - start;
        const part = bytes.subarray(at, at + length - done);
        out.set(part, done);
        done += part.length;
      }
      return out;
    },
  };
}
