import type { Fusion } from '../fusion.ts';
import { constant, step, value } from '../pattern.ts';
import type { Step } from '../step.ts';

const product = step('MatMul com.microsoft:FusedMatMul', [value('a'), constant('w')], {
  name: 'product',
});

/** A product of two matrices with a constant vector added: one Gemm. Stacks of matrices the runtime leaves alone. */
export const MATMUL_BIAS: readonly Fusion[] = [
  {
    pattern: step('Add', [product, constant('bias')]),
    fuse: ({ named, values }, lowered) => {
      const left = lowered.factOf(values.get('a') ?? '').shape;
      const weights = lowered.factOf(values.get('w') ?? '').shape;
      const bias = lowered.factOf(values.get('bias') ?? '').shape;
      const isVector = bias?.slice(0, -1).every((d) => d === 1) === true;
      if (left?.length !== 2 || weights?.length !== 2 || !isVector || bias?.at(-1) !== weights[1])
        return null;
      return { op: 'Gemm', main: named.get('product') };
    },
  },
];

/** Whether a transposition only swaps the last two axes. */
function swapsLast(transpose: Step): boolean {
  const perm = transpose.node.attributes.find((a) => a.name === 'perm')?.value;
  if (perm?.kind !== 'ints') return false;
  const axes = perm.value.map(Number);
  const rank = axes.length;
  return axes.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i));
}

const swapped = step('Transpose', [value('')], { accept: swapsLast });

const absorbed = (main: Step | undefined) => ({
  op: main?.op === 'Gemm' ? 'Gemm' : 'com.microsoft:FusedMatMul',
  main,
  flops: main?.flops ?? 0,
});

const PRODUCTS = 'MatMul Gemm com.microsoft:FusedMatMul';

/** Transpositions of operands, and constant factors, that a product takes in. */
export const MATMUL_OPERANDS: readonly Fusion[] = [
  { pattern: step(PRODUCTS, [swapped]), fuse: ({ root }) => absorbed(root) },
  { pattern: step(PRODUCTS, [value('a'), swapped]), fuse: ({ root }) => absorbed(root) },
  {
    pattern: step('Mul Div', [
      step('MatMul com.microsoft:FusedMatMul', [], { name: 'product' }),
      constant('factor'),
    ]),
    fuse: ({ named, values }, lowered) =>
      lowered.factOf(values.get('factor') ?? '').shape?.every((d) => d === 1) === true
        ? absorbed(named.get('product'))
        : null,
  },
];
