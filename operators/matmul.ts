import type { ElementType } from '../src/onnx/model-graph.ts';
import type { KnownShape, OperatorCall, ShapeRule } from '../src/onnx/shape-rule.ts';
import { intAttribute, stringAttribute } from './attributes.ts';
import { broadcastShapes } from './broadcast.ts';
import { fact, inputOf } from './facts.ts';
import type { OperatorTable } from './operator.ts';

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

/** Letters of an equation by operand, with `...` expanded; null where it cannot be read. */
export function einsumTerms(
  equation: string,
  ranks: readonly number[],
): { readonly inputs: readonly (readonly string[])[]; readonly output: readonly string[] } | null {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (terms.length !== ranks.length) return null;
  const inputs = terms.map((term, i) => expandTerm(term, ranks[i] ?? 0));
  if (inputs.some((letters, i) => letters.length !== ranks[i])) return null;
  return {
    inputs,
    output: right === undefined ? implicitOutput(inputs) : expandOutput(right, inputs),
  };
}

function expandTerm(term: string, rank: number): readonly string[] {
  const named = term.replace('...', '').length;
  return splitTerm(term).flatMap((l) => (l === '...' ? dotLetters(rank - named) : [l]));
}

const splitTerm = (term: string): readonly string[] => term.match(/\.\.\.|[a-zA-Z]/g) ?? [];

/** Axes of `...` are aligned from the right: `.1` is the last of them. */
const dotLetters = (count: number): readonly string[] =>
  Array.from({ length: Math.max(0, count) }, (_, i) => `.${count - i}`);

function expandOutput(term: string, inputs: readonly (readonly string[])[]): readonly string[] {
  const dots = Math.max(
    0,
    ...inputs.map((letters) => letters.filter((l) => l.startsWith('.')).length),
  );
  return splitTerm(term).flatMap((l) => (l === '...' ? dotLetters(dots) : [l]));
}

function implicitOutput(inputs: readonly (readonly string[])[]): readonly string[] {
  const all = inputs.flat();
  return [...new Set(all)]
    .filter((l) => l.startsWith('.') || all.indexOf(l) === all.lastIndexOf(l))
    .sort();
}

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
  MatMul: { family: 'matmul', shape: matmul(1) },
  Gemm: { family: 'matmul', shape: matmul(1) },
  Einsum: { family: 'matmul', shape: einsum },
  MatMulInteger: { family: 'matmul', shape: matmul(1, () => 'int32') },
  QLinearMatMul: { family: 'matmul', shape: matmul(3, (call) => inputOf(call, 7).elementType) },
  'com.microsoft:FusedMatMul': { family: 'matmul', shape: matmul(1) },
  'com.microsoft:FusedGemm': { family: 'matmul', shape: matmul(1) },
  'com.microsoft:MatMulIntegerToFloat': {
    family: 'matmul',
    shape: matmul(1, (call) => inputOf(call, 2).elementType),
  },
  'com.microsoft:DynamicQuantizeMatMul': { family: 'matmul', shape: matmul(1) },
  'com.microsoft:QGemm': { family: 'matmul', shape: matmul(3) },
  'com.microsoft:MatMulNBits': { family: 'matmul', shape: matmulNBits },
};
