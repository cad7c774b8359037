import type { KnownShape, OperatorCall, TensorFact } from '../src/onnx/shape-rule.ts';
import type { OperatorFamily } from './operator.ts';

/**
 * The matrix product a compute-heavy operator comes down to, once per run: `count` independent products of an
 * [m, k] with a [k, n] matrix. A convolution is `count` = groups, m = output positions of all samples,
 * n = output channels per group, k = input channels per group × kernel size. For recurrent layers it is the product of one of
 * the `steps`; where an operator holds several products (attention), the largest.
 */
export interface MatrixProduct {
  readonly count: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** What one node does in one run, worked out from shapes alone. All figures are at least 0 and finite. */
export interface NodeCost {
  /** Decides the cost law; finer than the catalogue's where attributes decide (a Conv may be depthwise). */
  readonly family: OperatorFamily;
  /**
   * Arithmetic operations, floating-point or integer, of all steps; a multiply-accumulate counts two, a transcendental function
   * one.
   */
  readonly flops: number;
  /** Bytes of activations read, each input once; only what is touched (Gather reads what it picks). */
  readonly bytesRead: number;
  /** Bytes of constants read: weights, tables. */
  readonly weightBytes: number;
  /** Bytes of outputs written; 0 for views (Reshape) that the runtime makes without copying. */
  readonly bytesWritten: number;
  /** Independent pieces that threads could share, at least 1. */
  readonly width: number;
  /** Steps that must follow one another inside the operator (time steps of a recurrent layer), at least 1. */
  readonly steps: number;
  /** Null where no product dominates. */
  readonly product: MatrixProduct | null;
}

/** One use of an operator with everything a price needs. */
export interface PricedCall extends OperatorCall {
  /** Facts of the outputs, in order, as shape inference left them. */
  readonly outputs: readonly TensorFact[];
  /** Whether input `i` is the same in every run: an initialiser, or computed from such alone. */
  readonly isConstant: (index: number) => boolean;
}

/**
 * Prices one call. Unknown sizes count as 1 and the caller reports them: a price is always given, and is then a lower
 * bound. Never throws.
 */
export type CostRule = (call: PricedCall) => NodeCost;

/** Shape with unknown sizes taken as 1, as every price does; [] where not even the rank is known. */
export function sizesOf(shape: KnownShape | null): readonly number[] {
  return (shape ?? []).map((d) => d ?? 1);
}
