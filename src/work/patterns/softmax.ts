import type { Fusion } from '../fusion.ts';
import { either, step, value } from '../pattern.ts';

const x = value('x');
const powers = either(step('Exp', [step('Sub', [x, step('ReduceMax', [x])])]), step('Exp', [x]));

/** Softmax written out, with or without the maximum taken off first; the runtime leaves it in steps. */
export const SOFTMAX: readonly Fusion[] = [
  {
    pattern: step('Div', [powers, step('ReduceSum', [powers])]),
    fuse: () => ({
      op: 'Softmax',
      family: 'softmax',
      label: 'softmax (Exp, ReduceSum, Div)',
      inSteps: true,
    }),
  },
];
