import type { Fusion } from './fusion.ts';
import { ACTIVATIONS, BIASED_ACTIVATIONS } from './patterns/activation.ts';
import { ATTENTION } from './patterns/attention.ts';
import { CONV_CONSTANTS } from './patterns/conv-constants.ts';
import { DYNAMIC_QUANTISATION } from './patterns/dynamic-quantisation.ts';
import { EPILOGUES } from './patterns/epilogue.ts';
import { MATMUL_BIAS, MATMUL_OPERANDS } from './patterns/matmul.ts';
import { NORMALISATION, SKIP_NORMALISATION } from './patterns/normalisation.ts';
import { QUANTISED } from './patterns/quantised.ts';
import { SOFTMAX } from './patterns/softmax.ts';

/** What the runtime's CPU provider runs as one kernel, in the order in which it looks for them. */
export const FUSIONS: readonly Fusion[] = [
  ...CONV_CONSTANTS,
  ...QUANTISED,
  ...DYNAMIC_QUANTISATION,
  ...NORMALISATION,
  ...ACTIVATIONS,
  ...SOFTMAX,
  ...ATTENTION,
  ...SKIP_NORMALISATION,
  ...BIASED_ACTIVATIONS,
  ...MATMUL_BIAS,
  ...MATMUL_OPERANDS,
  ...EPILOGUES,
];
