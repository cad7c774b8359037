import { elementTypeCode } from './element-type.ts';
import { createMessageWriter, type MessageWriter } from './message-writer.ts';
import type { Dimension, ValueInfo, ValueType } from './model-graph.ts';

/** Encodes a ValueInfoProto. */
export function writeValueInfo(value: ValueInfo): MessageWriter {
  const out = createMessageWriter().text(1, value.name);
  const type = encodeType(value.type);
  return type === null ? out : out.message(2, type);
}

function encodeType(type: ValueType): MessageWriter | null {
  if (type.kind !== 'tensor') {
    return type.encoded === undefined ? null : createMessageWriter().encoded(type.encoded);
  }
  const tensor = createMessageWriter().integer(1, elementTypeCode(type.elementType));
  if (type.shape !== null) {
    const shape = createMessageWriter();
    for (const dimension of type.shape) shape.message(1, encodeDimension(dimension));
    tensor.message(2, shape);
  }
  return createMessageWriter().message(1, tensor);
}

function encodeDimension(dimension: Dimension): MessageWriter {
  const out = createMessageWriter();
  if (dimension === null) return out;
  return typeof dimension === 'number' ? out.integer(1, dimension) : out.text(2, dimension);
}
