import type { KnownShape, OperatorCall, ShapeRule, TensorFact } from '../src/onnx/shape-rule.ts';
import { intAttribute } from './attributes.ts';
import { listOperand } from './data-movement.ts';
import { fact, fillValue, fixedShape, inputOf, normaliseAxis, offsetOf } from './facts.ts';
import { type OperatorTable, sameRule } from './operator.ts';
import { perInput } from './pricing.ts';

/** The axes a reduction removes; null where they are computed by the graph. All axes where none are given. */
export function reducedAxes(call: OperatorCall, rank: number): ReadonlySet<number> | null {
  const given = listOperand(call, 'axes', 1);
  if (given === undefined && (call.node.inputs[1] ?? '') !== '') return null;
  if (given === undefined || given.length === 0) {
    const none = intAttribute(call.node, 'noop_with_empty_axes', 0) === 1;
    return new Set(none ? [] : Array.from({ length: rank }, (_, i) => i));
  }
  return new Set(given.map((a) => normaliseAxis(a, rank) ?? -1));
}

function reduce(fold?: (a: number, b: number) => number): ShapeRule {
  return (call) => {
    const x = inputOf(call, 0);
    const axes = x.shape === null ? null : reducedAxes(call, x.shape.length);
    if (x.shape === null || axes === null) return [fact(x.elementType, null)];
    const keep = intAttribute(call.node, 'keepdims', 1) === 1;
    const kept = x.shape.map((d, i) => (axes.has(i) ? 1 : d));
    const shape = keep ? kept : x.shape.filter((_, i) => !axes.has(i));
    return [fact(x.elementType, shape, fold === undefined ? null : reduceValue(x, kept, fold))];
  };
}

function reduceValue(
  x: TensorFact,
  kept: KnownShape,
  fold: (a: number, b: number) => number,
): readonly number[] | null {
  const [dims, target] = [fixedShape(x.shape), fixedShape(kept)];
  if (x.value === null || dims === null || target === null) return null;
  const out = new Map<number, number>();
  fillValue(dims, (position, flat) => {
    const at = offsetOf(target, position);
    const v = x.value?.[flat] ?? 0;
    const before = out.get(at);
    out.set(at, before === undefined ? v : fold(before, v));
    return 0;
  });
  return Array.from({ length: out.size }, (_, i) => out.get(i) ?? 0);
}

const argReduce: ShapeRule = (call) => {
  const x = inputOf(call, 0);
  if (x.shape === null) return [fact('int64', null)];
  const axis = normaliseAxis(intAttribute(call.node, 'axis', 0), x.shape.length);
  const keep = intAttribute(call.node, 'keepdims', 1) === 1;
  return [
    fact(
      'int64',
      keep ? x.shape.map((d, i) => (i === axis ? 1 : d)) : x.shape.filter((_, i) => i !== axis),
    ),
  ];
};

/** Squares, absolute values and exponentials cost one more than the sum. */
const simple = perInput('reduction', 1);
const transformed = perInput('reduction', 2);

/** Reductions over axes. */
export const REDUCTION: OperatorTable = {
  ...sameRule('reduction', reduce(), simple, ['ReduceMean', 'ReduceLogSum']),
  ...sameRule('reduction', reduce(), transformed, [
    'ReduceL1',
    'ReduceL2',
    'ReduceLogSumExp',
    'ReduceSumSquare',
  ]),
  ReduceSum: { family: 'reduction', shape: reduce((a, b) => a + b), cost: simple },
  ReduceProd: { family: 'reduction', shape: reduce((a, b) => a * b), cost: simple },
  ReduceMax: { family: 'reduction', shape: reduce(Math.max), cost: simple },
  ReduceMin: { family: 'reduction', shape: reduce(Math.min), cost: simple },
  ...sameRule('reduction', argReduce, simple, ['ArgMax', 'ArgMin']),
};
