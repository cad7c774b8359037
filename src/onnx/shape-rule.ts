import type { ElementType, GraphNode } from './model-graph.ts';

/** Sizes of a tensor's axes; `null` is a size that depends on data or could not be worked out. */
export type KnownShape = readonly (number | null)[];

/** What is known of one tensor without running the model. */
export interface TensorFact {
  readonly elementType: ElementType;
  /** `null`: not even the rank is known. */
  readonly shape: KnownShape | null;
  /** Row-major contents of small tensors that follow from shapes and constants alone; int64 beyond 2^53 is rounded. */
  readonly value: readonly number[] | null;
}

/** Nothing is known. */
export const UNKNOWN_FACT: TensorFact = { elementType: 'undefined', shape: null, value: null };

/** One use of an operator: its node and what is known of its inputs (`null`: omitted). */
export interface OperatorCall {
  readonly node: GraphNode;
  /** Version of the operator set the node's domain has in this model. */
  readonly opset: number;
  readonly inputs: readonly (TensorFact | null)[];
}

/**
 * Facts of a node's outputs, in order; outputs it leaves out are unknown. Impossible combinations of shapes give unknown
 * outputs: the runtime is the one to refuse them.
 */
export type ShapeRule = (call: OperatorCall) => readonly TensorFact[];

/** Looks an operator up; the ONNX domain is ''. Undefined for operators nobody has described. */
export type ShapeRules = (domain: string, opType: string) => ShapeRule | undefined;

/** Contents are followed up to this many elements: shapes, indices and masks, not weights. */
export const MAX_VALUE_ELEMENTS = 4096;
