import type { ModelPart } from './model-bytes.ts';
import type { Span } from './span.ts';
import { encodeUtf8 } from './utf8.ts';
import { FIXED32, LENGTH_DELIMITED, VARINT } from './wire-type.ts';

/** Pieces up to this size are gathered with their neighbours. */
const GATHER_BYTES = 64 * 1024;

/** One protobuf message being encoded; fields appear in the order written. */
export interface MessageWriter {
  /** A signed 64-bit integer, enumeration or boolean. */
  integer(field: number, value: number | bigint): MessageWriter;
  float32(field: number, value: number): MessageWriter;
  bytes(field: number, value: Uint8Array): MessageWriter;
  text(field: number, value: string): MessageWriter;
  /** Like `text`, but writes nothing for ''. */
  textIfAny(field: number, value: string): MessageWriter;
  message(field: number, message: MessageWriter): MessageWriter;
  /** A field whose payload is copied from the source file. */
  copy(field: number, span: Span): MessageWriter;
  /** Fields that are encoded already. */
  encoded(fields: Uint8Array): MessageWriter;
  /** The message without its own length in front. */
  finish(): { readonly length: number; readonly parts: readonly ModelPart[] };
}

/** Starts an empty message. */
export function createMessageWriter(): MessageWriter {
  const parts: ModelPart[] = [];
  let pending: number[] = [];
  let length = 0;

  const varint = (value: number): void => {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) pending.push((rest % 0x80) + 0x80);
    pending.push(rest);
  };
  const bigVarint = (value: bigint): void => {
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 0x80n; rest >>= 7n) pending.push(Number(rest & 0x7fn) | 0x80);
    pending.push(Number(rest));
  };
  const flush = (): void => {
    if (pending.length === 0) return;
    length += pending.length;
    parts.push({ kind: 'bytes', bytes: new Uint8Array(pending) });
    pending = [];
  };
  const add = (part: ModelPart): void => {
    if (part.kind === 'bytes' && part.bytes.length < 64) {
      for (const byte of part.bytes) pending.push(byte);
      return;
    }
    flush();
    length += part.kind === 'bytes' ? part.bytes.length : part.length;
    parts.push(part);
  };

  const writer: MessageWriter = {
    integer: (field, value) => {
      varint(field * 8 + VARINT);
      if (typeof value === 'number' && value >= 0) varint(value);
      else bigVarint(BigInt(value));
      return writer;
    },
    float32: (field, value) => {
      varint(field * 8 + FIXED32);
      pending.push(...new Uint8Array(Float32Array.of(value).buffer));
      return writer;
    },
    bytes: (field, value) => {
      varint(field * 8 + LENGTH_DELIMITED);
      varint(value.length);
      add({ kind: 'bytes', bytes: value });
      return writer;
    },
    text: (field, value) => writer.bytes(field, encodeUtf8(value)),
    textIfAny: (field, value) => (value === '' ? writer : writer.text(field, value)),
    message: (field, message) => {
      const inner = message.finish();
      varint(field * 8 + LENGTH_DELIMITED);
      varint(inner.length);
      for (const part of inner.parts) add(part);
      return writer;
    },
    copy: (field, span) => {
      varint(field * 8 + LENGTH_DELIMITED);
      varint(span.length);
      add({ kind: 'copy', ...span });
      return writer;
    },
    encoded: (fields) => {
      add({ kind: 'bytes', bytes: fields });
      return writer;
    },
    finish: () => {
      flush();
      return { length, parts };
    },
  };
  return writer;
}

/** The same pieces with small neighbours joined, so that writing a file takes few calls. */
export function gatherParts(parts: readonly ModelPart[]): readonly ModelPart[] {
  const out: ModelPart[] = [];
  let run: Uint8Array[] = [];
  let size = 0;
  const close = (): void => {
    if (run.length === 0) return;
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const piece of run) {
      bytes.set(piece, at);
      at += piece.length;
    }
    out.push({ kind: 'bytes', bytes });
    run = [];
    size = 0;
  };
  for (const part of parts) {
    const large = part.kind === 'copy' || part.bytes.length >= GATHER_BYTES;
    if (large || size + part.bytes.length > GATHER_BYTES) close();
    if (large) out.push(part);
    else {
      run.push(part.bytes);
      size += part.bytes.length;
    }
  }
  close();
  return out;
}
