import { createMessageWriter, type MessageWriter } from '../../src/onnx/message-writer.ts';
import { joinModelBytes } from '../../src/onnx/model-bytes.ts';

/** The bytes of one protobuf message, written by `write`. */
export function messageBytes(write: (out: MessageWriter) => void): Uint8Array {
  const out = createMessageWriter();
  write(out);
  return joinModelBytes(out.finish());
}

/** Bytes one after the other; strings as ASCII. */
export function concatenated(
  ...parts: readonly (Uint8Array | readonly number[] | string)[]
): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((p) => (typeof p === 'string' ? Array.from(p, (c) => c.charCodeAt(0)) : [...p])),
  );
}
