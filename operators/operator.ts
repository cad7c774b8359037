import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import type { CostRule } from './node-cost.ts';

/** A group of operators with one cost law. */
export type OperatorFamily =
  | 'activation'
  | 'attention'
  | 'control-flow'
  | 'conv'
  | 'data-movement'
  | 'depthwise-conv'
  | 'detection'
  | 'elementwise'
  | 'gather'
  | 'matmul'
  | 'normalisation'
  | 'pooling'
  | 'quantisation'
  | 'quantised-conv'
  | 'quantised-matmul'
  | 'random'
  | 'recurrent'
  | 'reduction'
  | 'resize'
  | 'shape'
  | 'signal'
  | 'softmax';

/** What the catalogue knows of one operator. */
export interface Operator {
  /** Family by type alone; what a node costs may name a finer one. */
  readonly family: OperatorFamily;
  readonly shape: ShapeRule;
  readonly cost: CostRule;
}

/** Operators by type; those outside the ONNX domain as `domain:type`. */
export type OperatorTable = Readonly<Record<string, Operator>>;

/** Table in which all the named operators share family and rules. */
export function sameRule(
  family: OperatorFamily,
  shape: ShapeRule,
  cost: CostRule,
  names: readonly string[],
): OperatorTable {
  return Object.fromEntries(names.map((name) => [name, { family, shape, cost }]));
}
