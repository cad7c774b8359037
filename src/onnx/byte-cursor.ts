import type { TuneError } from '../core/tune-error.ts';
import type { ByteSource } from './byte-source.ts';
import { createByteWindow } from './byte-window.ts';
import { malformed } from './malformed.ts';
import type { Span } from './span.ts';

/** A position in a source that only moves forward, inside the bytes it is confined to. */
export interface ByteCursor {
  readonly position: number;
  atEnd(): boolean;
  byte(): number;
  /** Passes over `length` bytes unread and returns where they lie. */
  advance(length: number): Span;
  /** Runs `body` from the start of a span with its end as the limit, then goes on behind it. */
  within(span: Span, body: () => void): void;
  /** A copy of bytes anywhere in the source. */
  copyOf(span: Span): Uint8Array;
}

/** A cursor at the first byte, confined to the source. Throws a TuneError where a step would leave its confines. */
export function createByteCursor(source: ByteSource): ByteCursor {
  const window = createByteWindow(source);
  let position = 0;
  let limit = source.size;
  return {
    get position() {
      return position;
    },
    atEnd: () => position >= limit,
    byte: () => {
      if (position >= limit) throw endsEarly(position, 1, source.size);
      return window.byteAt(position++);
    },
    advance: (length) => {
      if (length > limit - position) throw endsEarly(position, length, source.size);
      const span = { offset: position, length };
      position += length;
      return span;
    },
    within: ({ offset, length }, body) => {
      const outer = limit;
      position = offset;
      limit = offset + length;
      body();
      position = offset + length;
      limit = outer;
    },
    copyOf: ({ offset, length }) => window.copy(offset, length),
  };
}

function endsEarly(position: number, wanted: number, size: number): TuneError {
  const expected = wanted === 1 ? 'another byte is expected' : `${wanted} bytes are expected`;
  return malformed(
    position,
    position + wanted > size
      ? `it is cut off: ${expected} here, but the file has only ${size - position} left`
      : `${expected} here, but the message around them ends before`,
  );
}
