import type { CostRule } from '../../operators/node-cost.ts';
import type { OperatorFamily } from '../../operators/operator.ts';
import type { ShapeRule } from '../onnx/shape-rule.ts';

/** What must be known of an operator to price it. */
export interface PricedOperator {
  readonly family: OperatorFamily;
  readonly shape: ShapeRule;
  readonly cost: CostRule;
}

/** Looks an operator up, as the catalogue's `operatorOf` does; undefined for operators nobody has described. */
export type OperatorLookup = (domain: string, opType: string) => PricedOperator | undefined;
