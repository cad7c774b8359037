import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { ATTENTION } from './attention.ts';
import { CONCAT_SPLIT } from './concat-split.ts';
import { CONTROL_FLOW } from './control-flow.ts';
import { CONV } from './conv.ts';
import { DATA_MOVEMENT } from './data-movement.ts';
import { DETECTION } from './detection.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { GATHER } from './gather.ts';
import { MATMUL } from './matmul.ts';
import type { CostRule, NodeCost, PricedCall } from './node-cost.ts';
import { NORMALISATION } from './normalisation.ts';
import type { Operator } from './operator.ts';
import { POOLING } from './pooling.ts';
import { QUANTISATION } from './quantisation.ts';
import { RANDOM } from './random.ts';
import { RECURRENT } from './recurrent.ts';
import { REDUCTION } from './reduction.ts';
import { RESIZE } from './resize.ts';
import { SHAPE_ARITHMETIC } from './shape-arithmetic.ts';
import { SIGNAL } from './signal.ts';

const CATALOGUE: ReadonlyMap<string, Operator> = new Map(
  [
    ELEMENTWISE,
    SHAPE_ARITHMETIC,
    DATA_MOVEMENT,
    CONCAT_SPLIT,
    GATHER,
    MATMUL,
    CONV,
    POOLING,
    NORMALISATION,
    REDUCTION,
    RESIZE,
    RECURRENT,
    QUANTISATION,
    ATTENTION,
    DETECTION,
    RANDOM,
    SIGNAL,
    CONTROL_FLOW,
  ].flatMap((table) => Object.entries(table)),
);

const PRICES: ReadonlyMap<string, CostRule> = new Map(
  [...CATALOGUE].map(([name, { cost }]) => [name, (call) => asShapeArithmetic(call, cost(call))]),
);

/**
 * A node whose results follow from shapes alone works on a few numbers, whatever its type: an Add on sizes is no arithmetic
 * of the model.
 */
function asShapeArithmetic(call: PricedCall, cost: NodeCost): NodeCost {
  const known = call.outputs.length > 0 && call.outputs.every((fact) => fact.value !== null);
  return known ? { ...cost, family: 'shape', flops: 0, product: null } : cost;
}

/** What is known of an operator of a domain ('' is ONNX's own); undefined for unknown ones. */
export function operatorOf(domain: string, opType: string): Operator | undefined {
  return CATALOGUE.get(domain === '' ? opType : `${domain}:${opType}`);
}

/** The catalogue's shape rules, as shape inference takes them. */
export function shapeRuleOf(domain: string, opType: string): ShapeRule | undefined {
  return operatorOf(domain, opType)?.shape;
}

/** The catalogue's prices; undefined for operators nobody has described. */
export function costRuleOf(domain: string, opType: string): CostRule | undefined {
  return PRICES.get(domain === '' ? opType : `${domain}:${opType}`);
}
