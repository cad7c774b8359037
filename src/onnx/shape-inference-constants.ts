import type { ElementType, Tensor } from './model-graph.ts';
import { MAX_VALUE_ELEMENTS, type TensorFact } from './shape-rule.ts';

type Decoder = (view: DataView, at: number) => number;

const DECODERS: Partial<Record<ElementType, readonly [bytes: number, decode: Decoder]>> = {
  float32: [4, (v, at) => v.getFloat32(at, true)],
  float64: [8, (v, at) => v.getFloat64(at, true)],
  int8: [1, (v, at) => v.getInt8(at)],
  uint8: [1, (v, at) => v.getUint8(at)],
  bool: [1, (v, at) => v.getUint8(at)],
  int16: [2, (v, at) => v.getInt16(at, true)],
  uint16: [2, (v, at) => v.getUint16(at, true)],
  int32: [4, (v, at) => v.getInt32(at, true)],
  uint32: [4, (v, at) => v.getUint32(at, true)],
  int64: [8, (v, at) => Number(v.getBigInt64(at, true))],
  uint64: [8, (v, at) => Number(v.getBigUint64(at, true))],
};

/** Contents of a small tensor held in the graph; null for large, external and half-precision ones. */
export function tensorNumbers(tensor: Tensor): readonly number[] | null {
  const decoder = DECODERS[tensor.elementType];
  const count = tensor.dims.reduce((a, b) => a * b, 1);
  if (count === 0) return [];
  if (decoder === undefined || tensor.data.kind !== 'inline' || count > MAX_VALUE_ELEMENTS)
    return null;
  const [width, decode] = decoder;
  const { bytes } = tensor.data;
  if (bytes.byteLength < count * width) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => decode(view, i * width));
}

/** What a constant in the file says of itself; its contents are decoded when somebody asks, which few do of weights. */
export function constantFact(tensor: Tensor): TensorFact {
  let numbers: readonly number[] | null | undefined;
  return {
    elementType: tensor.elementType,
    shape: tensor.dims,
    get value() {
      if (numbers === undefined) numbers = tensorNumbers(tensor);
      return numbers;
    },
  };
}
