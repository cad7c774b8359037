import type { Fusion } from '../fusion.ts';
import { constant, either, maybe, type Pattern, step, value } from '../pattern.ts';

const PRODUCT = 'MatMul Einsum com.microsoft:FusedMatMul';

/** Splitting into heads and joining them: views and transpositions around the products. */
const shaped = (of: Pattern): Pattern =>
  maybe('Reshape Squeeze Unsqueeze', maybe('Transpose', maybe('Reshape Unsqueeze', of)));

const scaled = (of: Pattern): Pattern => either(step('Mul Div', [of, constant()]), of);

const operand = (name: string): Pattern => scaled(shaped(scaled(shaped(value(name)))));

const scores = step(PRODUCT, [operand('q'), operand('k')], { name: 'scores' });

/** Scaled, masked or shifted, up to four times over. */
function dressed(of: Pattern, times = 4): Pattern {
  if (times === 0) return of;
  const inner = dressed(of, times - 1);
  return either(
    of,
    step('Mul Div Add Sub', [inner, value('')]),
    step('Where', [value(''), inner]),
    step('Where', [value(''), value(''), inner]),
    step('Cast Reshape', [inner]),
  );
}

const weights = step('Softmax', [dressed(scores)]);
const masked = either(
  weights,
  step('Where', [value(''), value(''), weights]),
  step('Where', [value(''), weights]),
  step('Mul', [weights, value('')]),
  step('Cast Reshape', [weights]),
);

const CORE: Fusion = {
  shapesAreFree: true,
  pattern: step(PRODUCT, [masked, shaped(value('v'))]),
  fuse: ({ steps, named }) => ({
    op: 'attention',
    main: named.get('scores'),
    family: 'attention',
    // The scores are written out and read again, also by the runtime's own kernel for attention.
    inSteps: true,
    label: `attention (${steps
      .filter((s) => s.family !== 'shape' && s.family !== 'data-movement')
      .map((s) => s.label)
      .join(', ')})`,
  }),
};

const JOINING: Fusion = {
  shapesAreFree: true,
  pattern: step('Transpose Reshape', [step('attention', [], { name: 'core' })]),
  fuse: ({ named }) => ({
    op: 'attention',
    main: named.get('core'),
    inSteps: true,
    label: named.get('core')?.label ?? '',
  }),
};

/** softmax(q × kᵀ × scale + mask) × v, whether or not the runtime has a kernel for the form it is written in. */
export const ATTENTION: readonly Fusion[] = [CORE, JOINING, JOINING];
