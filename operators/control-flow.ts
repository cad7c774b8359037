import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import type { CostRule } from './node-cost.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { movement, untouched } from './pricing.ts';

/** Outputs follow from the bodies, which the shape-inference driver walks itself; or are no tensors. */
const unresolved: ShapeRule = () => [];

/** Whoever prices a graph walks the bodies itself. */
const bodiesOnly: CostRule = (call) => untouched(call, 'control-flow');

/** Control flow, sequences and optional values. */
export const CONTROL_FLOW: OperatorTable = {
  ...sameRule('control-flow', unresolved, bodiesOnly, ['If', 'Loop', 'Scan', 'SequenceMap']),
  ...sameRule('control-flow', unresolved, movement('control-flow'), [
    'SequenceAt',
    'SequenceConstruct',
    'SequenceEmpty',
    'SequenceInsert',
    'SequenceErase',
    'SequenceLength',
    'SplitToSequence',
    'ConcatFromSequence',
    'Optional',
    'OptionalGetElement',
    'OptionalHasElement',
  ]),
};
