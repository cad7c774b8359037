import type { Fusion } from '../fusion.ts';
import { step, value } from '../pattern.ts';

const CONV_ACTIVATIONS = 'Relu Clip Sigmoid Tanh LeakyRelu HardSigmoid';
const GEMM_ACTIVATIONS = `Relu Sigmoid Tanh LeakyRelu HardSigmoid Elu Selu Softplus Softsign ThresholdedRelu`;

/** A residual is added while the convolution's result is still in the registers. */
const RESIDUAL: Fusion = {
  pattern: step('Add Sum', [step('Conv', [], { name: 'conv' }), value('other')], {
    accept: (s) => s.inputs.length === 2,
  }),
  fuse: ({ root, named, values }, lowered) => {
    const [sum, other] = [root.outputs[0] ?? '', values.get('other') ?? ''].map(
      (v) => lowered.factOf(v).shape,
    );
    const fits = sum != null && other != null && sum.every((d, i) => d === other[i]);
    if (!fits || lowered.isConstant(values.get('other') ?? '')) return null;
    return { op: 'Conv', main: named.get('conv') };
  },
};

const activated = (main: string, activations: string, as: string): Fusion => ({
  pattern: step(activations, [step(main, [], { name: 'main' })]),
  fuse: ({ named }) => ({ op: as, main: named.get('main') }),
});

/** What is done to each number of a product before it is written. */
export const EPILOGUES: readonly Fusion[] = [
  RESIDUAL,
  activated('Conv', CONV_ACTIVATIONS, 'com.microsoft:FusedConv'),
  activated('Gemm', GEMM_ACTIVATIONS, 'com.microsoft:FusedGemm'),
];
