import type { ShapeRule } from '../src/onnx/shape-rule.ts';
import { type OperatorTable, sameRule } from './operator.ts';

/** Outputs follow from the bodies, which the shape-inference driver walks itself; or are no tensors. */
const unresolved: ShapeRule = () => [];

/** Control flow, sequences and optional values. */
export const CONTROL_FLOW: OperatorTable = sameRule('control-flow', unresolved, [
  'If',
  'Loop',
  'Scan',
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
]);
