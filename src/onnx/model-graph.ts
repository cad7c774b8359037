/** A tensor axis: a fixed size, a named symbol, or unknown (`null`). */
export type Dimension = number | string | null;

/** ONNX element types by TensorProto.DataType number (onnx.proto3, enum DataType). */
export const ELEMENT_TYPES = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
} as const;

export type ElementType = (typeof ELEMENT_TYPES)[keyof typeof ELEMENT_TYPES] | 'undefined';

/** Type of a value: a tensor with element type and (where declared) shape, or something that is not a tensor. */
export type ValueType =
  | {
      readonly kind: 'tensor';
      readonly elementType: ElementType;
      readonly shape: readonly Dimension[] | null;
    }
  | {
      readonly kind: 'sequence' | 'map' | 'optional' | 'sparse-tensor' | 'opaque' | 'unknown';
      /** The TypeProto as encoded, so that it can be written back unchanged; absent where none was declared. */
      readonly encoded?: Uint8Array;
    };

export interface ValueInfo {
  readonly name: string;
  readonly type: ValueType;
}

/**
 * Where a tensor's numbers are. Weights are never loaded:
 * - `inline`: little-endian bytes as in raw_data; only tensors of at most 64 KiB, whatever field they came from
 * - `file`: spans of the model file; `field` is the TensorProto field the bytes belong to (9 raw_data, 4 float_data, …),
 *   each span the payload of one length-delimited occurrence of that field
 * - `external`: a file in the model's folder, named by the model (untrusted)
 * - `strings`: string tensors, bytes of each element
 * - `none`: no data in the file
 */
export type TensorData =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'file';
      readonly field: number;
      readonly spans: readonly { readonly offset: number; readonly length: number }[];
    }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length: number | null;
    }
  | { readonly kind: 'strings'; readonly values: readonly Uint8Array[] }
  | { readonly kind: 'none' };

export interface Tensor {
  readonly name: string;
  readonly elementType: ElementType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** Attribute values. Integers are int64 and therefore `bigint`; strings are bytes, since ONNX does not promise UTF-8. */
export type AttributeValue =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'string'; readonly value: Uint8Array }
  | { readonly kind: 'tensor'; readonly value: Tensor }
  | { readonly kind: 'graph'; readonly value: Graph }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly bigint[] }
  | { readonly kind: 'strings'; readonly value: readonly Uint8Array[] }
  | { readonly kind: 'tensors'; readonly value: readonly Tensor[] }
  | { readonly kind: 'graphs'; readonly value: readonly Graph[] }
  /** type_proto, sparse tensors and attribute references inside functions: kept as encoded bytes of the AttributeProto. */
  | { readonly kind: 'opaque'; readonly encoded: Uint8Array };

export interface Attribute {
  readonly name: string;
  readonly value: AttributeValue;
}

export interface GraphNode {
  readonly name: string;
  readonly opType: string;
  /** '' is the ONNX domain ('ai.onnx' is normalised to ''). */
  readonly domain: string;
  /** Which overload of a model-local function is called (IR version 10); absent when ''. */
  readonly overload?: string;
  /** Names of values; '' marks an omitted optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Attribute[];
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  /** As declared; before IR version 4 they include the initialisers (see `feedInputs`). */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly valueInfo: readonly ValueInfo[];
  readonly initialisers: readonly Tensor[];
  /** Sparse initialisers: counted and kept as encoded bytes. */
  readonly sparseInitialisers: readonly Uint8Array[];
}

export interface ModelFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly GraphNode[];
  /** The FunctionProto as encoded, so that it can be written back unchanged. */
  readonly encoded: Uint8Array;
}

/** A whole ONNX file, without its weights. */
export interface ModelGraph {
  readonly irVersion: number;
  /** Opset version by domain; '' is the ONNX domain. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: Graph;
  readonly functions: readonly ModelFunction[];
}

/** The inputs a caller has to feed: graph inputs that are not also initialisers (IR version < 4 lists both). */
export function feedInputs(graph: Graph): readonly ValueInfo[] {
  const initialisers = new Set(graph.initialisers.map((t) => t.name));
  return graph.inputs.filter((i) => !initialisers.has(i.name));
}
