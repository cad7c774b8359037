import { tensorByteLength } from './element-type.ts';
import type { ElementType, Tensor } from './model-graph.ts';
import { encodeUtf8 } from './utf8.ts';

type Numbers = readonly number[] | readonly bigint[] | ArrayBufferView;

/** Typed arrays whose memory is what raw_data holds; float16 and bfloat16 are given as their bits. */
const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
} as const;

/**
 * A tensor of the given numbers: plain arrays are converted, typed arrays taken as they are. For float16 and bfloat16
 * the numbers are the 16 bits of each. Throws a RangeError where their count does not fit the dimensions.
 */
export function tensorFrom(
  elementType: ElementType,
  dims: readonly number[],
  numbers: Numbers,
  name = '',
): Tensor {
  const view = ArrayBuffer.isView(numbers) ? numbers : toTypedArray(elementType, numbers);
  if (view.byteLength !== tensorByteLength(elementType, dims))
    throw new RangeError(
      `${view.byteLength} bytes do not make a ${elementType} tensor of shape [${dims.join(', ')}]`,
    );
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return { name, elementType, dims, data: { kind: 'inline', bytes } };
}

/** A tensor of strings. */
export function stringTensor(
  dims: readonly number[],
  values: readonly string[],
  name = '',
): Tensor {
  return {
    name,
    elementType: 'string',
    dims,
    data: { kind: 'strings', values: values.map(encodeUtf8) },
  };
}

function toTypedArray(
  type: ElementType,
  numbers: readonly number[] | readonly bigint[],
): ArrayBufferView & { length: number } {
  if (type === 'int64') return BigInt64Array.from(numbers, BigInt);
  if (type === 'uint64') return BigUint64Array.from(numbers, BigInt);
  const array = ARRAYS[type as keyof typeof ARRAYS];
  if (array === undefined) throw new RangeError(`no tensors of ${type} are made from numbers`);
  return array.from(Array.from<number | bigint>(numbers).map(Number));
}
