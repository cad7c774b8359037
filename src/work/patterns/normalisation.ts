import type { Fusion } from '../fusion.ts';
import { constant, either, maybe, number, type Pattern, step, value } from '../pattern.ts';

const x = maybe('Cast', value('x'));

const mean = step('ReduceMean', [x]);
const centred = maybe('Cast', step('Sub', [x, mean]));
const squared = either(step('Pow', [centred, number(2)]), step('Mul', [centred, centred]));
const deviation = (of: Pattern): Pattern =>
  step('Sqrt', [step('Add', [step('ReduceMean', [of]), constant()])]);
const divided = (by: Pattern, of: Pattern): Pattern =>
  either(
    step('Div', [of, by]),
    step('Mul', [of, either(step('Reciprocal', [by]), step('Div', [number(1), by]))]),
  );

/** (x − mean) / √(variance + ε) × scale + shift, as PyTorch writes it out. */
const LAYER_NORMALISATION: Fusion = {
  pattern: step('Add', [
    step('Mul', [maybe('Cast', divided(deviation(squared), centred)), constant()]),
    constant(),
  ]),
  fuse: () => ({
    op: 'LayerNormalization',
    family: 'normalisation',
    label: 'layer normalisation (ReduceMean, Sub, Pow, Div, Mul, Add)',
  }),
};

const ownSquare = either(step('Pow', [x, number(2)]), step('Mul', [x, x]));

/** x / √(mean of squares + ε) × scale. */
const RMS_NORMALISATION: Fusion = {
  pattern: step('Mul', [maybe('Cast', divided(deviation(ownSquare), x)), constant()]),
  fuse: () => ({
    op: 'SimplifiedLayerNormalization',
    family: 'normalisation',
    label: 'RMS normalisation (Pow, ReduceMean, Div, Mul)',
  }),
};

/** Forms the runtime leaves in several kernels do the same work; they are grouped when nothing inside is used elsewhere. */
export const NORMALISATION: readonly Fusion[] = [LAYER_NORMALISATION, RMS_NORMALISATION];

const LAYERS = 'LayerNormalization SimplifiedLayerNormalization';

const skipping = (sum: Pattern): Fusion => ({
  pattern: step(LAYERS, [sum]),
  fuse: ({ root, steps }) => ({
    op: `Skip${root.op}`,
    main: root,
    label: steps.map((s) => s.label).join(' + '),
  }),
});

const biased = step('Add', [value('a'), constant('bias')]);

/** A sum of two activations normalised at once, a bias of one of them included. */
export const SKIP_NORMALISATION: readonly Fusion[] = [
  skipping(step('Add', [biased, value('b')])),
  skipping(step('Add', [value('a'), value('b')])),
];
