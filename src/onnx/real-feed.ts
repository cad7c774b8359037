import type { ElementType } from './model-graph.ts';

/** A real input given by the user: numbers in row-major order, in the runtime's representation. */
export interface RealFeed {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  readonly data: TypedNumbers;
}

/** The array types the runtime takes (float16 as bits in Uint16Array, bool as bytes). */
export type TypedNumbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;
