import type { ElementType } from '../src/onnx/model-graph.ts';
import type { KnownShape, OperatorCall, ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, stringAttribute } from './attributes.ts';
import { broadcastShapes } from './broadcast.ts';
import { einsumTerms } from './einsum-terms.ts';
import { fact, hasInput, inputOf } from './facts.ts';
import {
  dynamicQuantiseMatmulCost,
  einsumCost,
  matmulCost,
  matmulIntegerCost,
  matmulIntegerToFloatCost,
  matmulNBitsCost,
  requantisedMatmulCost,
} from './matmul-cost.ts';
import { type OperatorTable, sameRule } from './operator.ts';

/** Numpy's matrix product, rank 1 included; null where the shapes do not fit. */
export function matmulShape(a: KnownShape | null, b: KnownShape | null): KnownShape | null {
  if (a === null || b === null || a.length === 0 || b.length === 0) return null;
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  const [k, l] = [left.at(-1) ?? null, right.at(-2) ?? null];
  if (k !== null && l !== null && k !== l) return null;
  const stack = broadcastShapes([left.slice(0, -2), right.slice(0, -2)]);
  if (stack === null) return null;
  const rows = a.length === 1 ? [] : [left.at(-2) ?? null];
  const columns = b.length === 1 ? [] : [right.at(-1) ?? null];
  return [...stack, ...rows, ...columns];
}

function swapLast(shape: KnownShape | null): KnownShape | null {
  if (shape === null || shape.length < 2) return shape;
  return [...shape.slice(0, -2), shape.at(-1) ?? null, shape.at(-2) ?? null];
}

/** `second`: index of the second matrix; quantised forms have scales between. */
function matmul(second: number, result?: (call: OperatorCall) => ElementType): ShapeRule {
  return (call) => {
    const [a, b] = [inputOf(call, 0), inputOf(call, second)];
    const left = intAttribute(call.node, 'transA', 0) === 1 ? swapLast(a.shape) : a.shape;
    const right = intAttribute(call.node, 'transB', 0) === 1 ? swapLast(b.shape) : b.shape;
    return [fact(result?.(call) ?? a.elementType, matmulShape(left, right))];
  };
}

/** Block-quantised weights: their logical size is in the attributes K and N. */
const matmulNBits: ShapeRule = (call) => {
  const a = inputOf(call, 0);
  return [fact(a.elementType, a.shape?.with(-1, intAttribute(call.node, 'N', 0)) ?? null)];
};

/** QGemm gives reals where no output scale is given. */
const qgemmType = (call: OperatorCall): ElementType =>
  hasInput(call, 7) ? inputOf(call, 0).elementType : 'float32';

const einsum: ShapeRule = (call) => {
  const inputs = call.inputs.map((_, i) => inputOf(call, i));
  const elementType = inputs[0]?.elementType ?? 'undefined';
  if (inputs.some((i) => i.shape === null)) return [fact(elementType, null)];
  const terms = einsumTerms(
    stringAttribute(call.node, 'equation', ''),
    inputs.map((i) => i.shape?.length ?? 0),
  );
  if (terms === null) return [fact(elementType, null)];
  const sizes = new Map<string, number | null>();
  terms.inputs.forEach((letters, i) => {
    letters.forEach((letter, axis) => {
      const size = inputs[i]?.shape?.[axis] ?? null;
      if ((sizes.get(letter) ?? 1) === 1) sizes.set(letter, size);
    });
  });
  return [
    fact(
      elementType,
      terms.output.map((letter) => sizes.get(letter) ?? null),
    ),
  ];
};

/** Matrix products. */
export const MATMUL: OperatorTable = {
  ...sameRule('matmul', matmul(1), matmulCost, [
    'MatMul',
    'Gemm',
    'com.microsoft:FusedMatMul',
    'com.microsoft:TransposeMatMul',
    'com.microsoft:FusedGemm',
  ]),
  Einsum: { family: 'matmul', shape: einsum, cost: einsumCost },
  MatMulInteger: {
    family: 'quantised-matmul',
    shape: matmul(1, () => 'int32'),
    cost: matmulIntegerCost,
  },
  QLinearMatMul: {
    family: 'quantised-matmul',
    shape: matmul(3, (call) => inputOf(call, 7).elementType),
    cost: requantisedMatmulCost(3, 8),
  },
  'com.microsoft:MatMulIntegerToFloat': {
    family: 'quantised-matmul',
    shape: matmul(1, (call) => inputOf(call, 2).elementType),
    cost: matmulIntegerToFloatCost,
  },
  'com.microsoft:DynamicQuantizeMatMul': {
    family: 'quantised-matmul',
    shape: matmul(1),
    cost: dynamicQuantiseMatmulCost,
  },
  'com.microsoft:QGemm': {
    family: 'quantised-matmul',
    shape: matmul(3, qgemmType),
    cost: requantisedMatmulCost(3, 6),
  },
  'com.microsoft:MatMulNBits': {
    family: 'quantised-matmul',
    shape: matmulNBits,
    cost: matmulNBitsCost,
  },
};
