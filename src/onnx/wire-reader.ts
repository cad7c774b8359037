import { createByteCursor } from './byte-cursor.ts';
import type { ByteSource } from './byte-source.ts';
import { type Budget, createBudget, MAX_MESSAGE_DEPTH, MAX_NAME_BYTES } from './limits.ts';
import { malformed } from './malformed.ts';
import type { Span } from './span.ts';
import { decodeUtf8 } from './utf8.ts';
import { createVarint } from './varint.ts';
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from './wire-type.ts';

/**
 * Protobuf's encoding, read field by field. Every method stays inside the message it reads in, and throws a TuneError
 * with the offset where the bytes do not let it.
 */
export interface WireReader {
  readonly budget: Budget;
  /** Whether the message being read is at its end. */
  atEnd(): boolean;
  /** The next field's number and wire type, as `number * 8 + type`. */
  tag(): number;
  int64(): bigint;
  /** The low 32 bits of a varint as a signed number: enumerations. */
  int32(): number;
  /** An int64 within JavaScript's safe integers; `what` names it in the error. */
  integer(what: string): number;
  float32(): number;
  /** Text of at most `limit` bytes. Throws where it is not UTF-8. */
  text(limit?: number): string;
  /** A copy of a length-delimited field's payload. */
  bytes(): Uint8Array;
  /** Where a length-delimited field's payload lies; the payload itself is passed over unread. */
  span(): Span;
  /** A copy of bytes already passed. */
  copyOf(span: Span): Uint8Array;
  /** Passes over the payload of a field of any kind. */
  skip(tag: number): void;
  /** Reads a length, then runs `body` confined to that many bytes, and returns where they lie. */
  nested(body: () => void): Span;
}

/** Starts to read a source at its first byte. */
export function createWireReader(source: ByteSource): WireReader {
  const cursor = createByteCursor(source);
  const varint = createVarint(cursor);
  const budget = createBudget();
  const scratch = new DataView(new ArrayBuffer(4));
  let depth = 0;

  const span = (): Span => cursor.advance(varint.read().unsigned());
  const keep = (kept: Span): Uint8Array => {
    budget.keep(kept.length);
    return cursor.copyOf(kept);
  };

  return {
    budget,
    atEnd: cursor.atEnd,
    tag: () => {
      const start = cursor.position;
      const tag = varint.read().unsigned();
      if (tag < 8 || tag >= 2 ** 32) throw malformed(start, 'a field has an impossible number');
      return tag;
    },
    int64: () => varint.read().int64(),
    int32: () => varint.read().int32(),
    integer: (what) => {
      const start = cursor.position;
      const value = Number(varint.read().int64());
      if (!Number.isSafeInteger(value)) throw malformed(start, `${what} is out of range`);
      return value;
    },
    float32: () => {
      for (let i = 0; i < 4; i++) scratch.setUint8(i, cursor.byte());
      return scratch.getFloat32(0, true);
    },
    text: (limit = MAX_NAME_BYTES) => {
      const { offset, length } = span();
      if (length > limit)
        throw malformed(
          offset,
          `a name or text takes ${length} bytes, more than the ${limit} that are read`,
        );
      const text = decodeUtf8(keep({ offset, length }));
      if (text === null) throw malformed(offset, 'a name or text is not UTF-8');
      return text;
    },
    bytes: () => keep(span()),
    span,
    copyOf: cursor.copyOf,
    skip: (tag) => {
      const type = tag & 7;
      if (type === VARINT) varint.read();
      else if (type === FIXED64) cursor.advance(8);
      else if (type === LENGTH_DELIMITED) span();
      else if (type === FIXED32) cursor.advance(4);
      else
        throw malformed(
          cursor.position,
          `the field before is of wire type ${type}, which ONNX does not use`,
        );
    },
    nested: (body) => {
      const inner = span();
      if (++depth > MAX_MESSAGE_DEPTH)
        throw malformed(inner.offset, `messages are nested more than ${MAX_MESSAGE_DEPTH} deep`);
      cursor.within(inner, body);
      depth--;
      return inner;
    },
  };
}
