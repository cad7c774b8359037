import { ELEMENT_TYPES, type ElementType } from './model-graph.ts';

const BITS: Readonly<Record<ElementType, number | null>> = {
  undefined: null,
  string: null,
  float32: 32,
  uint8: 8,
  int8: 8,
  uint16: 16,
  int16: 16,
  int32: 32,
  int64: 64,
  bool: 8,
  float16: 16,
  float64: 64,
  uint32: 32,
  uint64: 64,
  complex64: 64,
  complex128: 128,
  bfloat16: 16,
  float8e4m3fn: 8,
  float8e4m3fnuz: 8,
  float8e5m2: 8,
  float8e5m2fnuz: 8,
  uint4: 4,
  int4: 4,
  float4e2m1: 4,
};

/** Element type of a TensorProto.DataType number: 'undefined' for 0, null for numbers this version does not know. */
export function elementTypeOf(code: number): ElementType | null {
  if (code === 0) return 'undefined';
  return (ELEMENT_TYPES as Readonly<Record<number, ElementType>>)[code] ?? null;
}

/** TensorProto.DataType number of an element type; 0 for 'undefined'. */
export function elementTypeCode(type: ElementType): number {
  const entry = Object.entries(ELEMENT_TYPES).find(([, name]) => name === type);
  return entry === undefined ? 0 : Number(entry[0]);
}

/** Bits one element takes in raw_data; null for strings and undefined types, which have no such form. */
export function elementBits(type: ElementType): number | null {
  return BITS[type];
}

/** Product of the dimensions: 1 for a scalar. Exact up to 2^53; larger products are only known to be larger. */
export function elementCount(dims: readonly number[]): number {
  return dims.includes(0) ? 0 : dims.reduce((product, d) => product * d, 1);
}

/** Bytes a tensor takes as raw_data (two 4-bit elements share a byte); null for strings and undefined types. */
export function tensorByteLength(type: ElementType, dims: readonly number[]): number | null {
  const bits = elementBits(type);
  return bits === null ? null : Math.ceil((elementCount(dims) * bits) / 8);
}
