import { elementTypeCode } from './element-type.ts';
import { createMessageWriter, type MessageWriter } from './message-writer.ts';
import type { Tensor, TensorData } from './model-graph.ts';
import { RAW_DATA, STRING_DATA } from './typed-data.ts';

const EXTERNAL = 1;

/** Encodes a TensorProto. Inline numbers become raw_data; numbers in the source file are copied in the form they have there. */
export function writeTensor(tensor: Tensor): MessageWriter {
  const out = createMessageWriter();
  for (const dim of tensor.dims) out.integer(1, dim);
  out.integer(2, elementTypeCode(tensor.elementType)).textIfAny(8, tensor.name);
  writeData(out, tensor.data);
  return out;
}

function writeData(out: MessageWriter, data: TensorData): void {
  switch (data.kind) {
    case 'inline':
      out.bytes(RAW_DATA, data.bytes);
      return;
    case 'file':
      for (const span of data.spans) out.copy(data.field, span);
      return;
    case 'strings':
      for (const value of data.values) out.bytes(STRING_DATA, value);
      return;
    case 'external':
      out.message(13, entry('location', data.location));
      if (data.offset > 0) out.message(13, entry('offset', String(data.offset)));
      if (data.length !== null) out.message(13, entry('length', String(data.length)));
      out.integer(14, EXTERNAL);
      return;
    case 'none':
  }
}

function entry(key: string, value: string): MessageWriter {
  return createMessageWriter().text(1, key).text(2, value);
}
