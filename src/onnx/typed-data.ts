import type { ElementType } from './model-graph.ts';

/** Numbers of the TensorProto fields that hold elements. */
export const FLOAT_DATA = 4;
export const INT32_DATA = 5;
export const STRING_DATA = 6;
export const INT64_DATA = 7;
export const RAW_DATA = 9;
export const DOUBLE_DATA = 10;
export const UINT64_DATA = 11;

const OWN_FIELD: Partial<Record<ElementType, number>> = {
  float32: FLOAT_DATA,
  complex64: FLOAT_DATA,
  string: STRING_DATA,
  int64: INT64_DATA,
  float64: DOUBLE_DATA,
  complex128: DOUBLE_DATA,
  uint32: UINT64_DATA,
  uint64: UINT64_DATA,
};

/** The typed field that holds a tensor's elements where raw_data does not (onnx.proto, TensorProto). */
export function typedDataField(type: ElementType): number {
  return OWN_FIELD[type] ?? INT32_DATA;
}

/** Whether a field's elements are varints, 1 to 10 bytes each, rather than little-endian numbers. */
export function isVarintField(field: number): boolean {
  return field === INT32_DATA || field === INT64_DATA || field === UINT64_DATA;
}

/**
 * Turns packed varints into the little-endian bytes raw_data would hold, `width` bytes per varint (a pair of 4-bit
 * elements is one varint). Null where a varint is cut off or takes more than ten bytes.
 */
export function varintsToRaw(payload: Uint8Array, width: 1 | 2 | 4 | 8): Uint8Array | null {
  let count = 0;
  for (const byte of payload) if (byte < 0x80) count++;
  const out = new Uint8Array(count * width);
  let at = 0;
  let bit = 0;
  for (const byte of payload) {
    if (bit > 63) return null;
    spread(out, at, width, bit, byte & 0x7f);
    bit += 7;
    if (byte < 0x80) {
      at += width;
      bit = 0;
    }
  }
  return bit === 0 ? out : null;
}

/** ORs seven bits into the element at byte `at`, `bit` bits up; what exceeds the element's width is dropped. */
function spread(out: Uint8Array, at: number, width: number, bit: number, seven: number): void {
  const index = bit >> 3;
  const shifted = seven << (bit & 7);
  if (index < width) out[at + index] = (out[at + index] ?? 0) | (shifted & 0xff);
  if (index + 1 < width) out[at + index + 1] = (out[at + index + 1] ?? 0) | (shifted >> 8);
}
