import type { Fusion } from '../fusion.ts';
import { constant, either, number, type Pattern, step, value } from '../pattern.ts';

const x = value('x');

/** x × ½ × (1 + s), in whatever order the three are multiplied. */
const halved = (s: Pattern) => {
  const plusOne = step('Add', [s, number(1)]);
  return either(
    step('Mul', [step('Mul', [x, plusOne]), number(0.5)]),
    step('Mul', [step('Mul', [x, number(0.5)]), plusOne]),
    step('Mul', [x, step('Mul', [plusOne, number(0.5)])]),
  );
};

const erf = step('Erf', [
  either(step('Div', [x, number(Math.SQRT2)]), step('Mul', [x, number(Math.SQRT1_2)])),
]);

const cube = either(
  step('Pow', [x, number(3)]),
  step('Mul', [x, step('Mul', [x, x])]),
  step('Mul', [step('Mul', [x, x]), x]),
);
const FACTOR = Math.sqrt(2 / Math.PI);
const tanh = step('Tanh', [
  either(
    step('Mul', [step('Add', [x, step('Mul', [cube, number(0.044715)])]), number(FACTOR)]),
    step('Mul', [
      step('Mul', [x, number(FACTOR)]),
      step('Add', [step('Mul', [step('Mul', [x, x]), number(0.044715)]), number(1)]),
    ]),
    step('Mul', [
      step('Mul', [x, number(FACTOR)]),
      step('Add', [step('Mul', [step('Mul', [x, number(0.044715)]), x]), number(1)]),
    ]),
  ),
]);

const sigmoid = either(step('Sigmoid', [x]), step('Sigmoid', [step('Mul', [x, constant()])]));

const clipped = step('Clip', [step('Add', [x, number(3)])]);

interface Form {
  readonly op: string;
  readonly label: string;
  readonly pattern: Pattern;
}

const FORMS: readonly Form[] = [
  { op: 'Gelu', label: 'Gelu (Erf)', pattern: halved(erf) },
  { op: 'FastGelu', label: 'Gelu (Tanh)', pattern: halved(tanh) },
  { op: 'QuickGelu', label: 'SiLU (Sigmoid, Mul)', pattern: step('Mul', [x, sigmoid]) },
  {
    op: 'HardSwish',
    label: 'HardSwish (Clip, Mul)',
    pattern: either(
      step('Div', [step('Mul', [x, clipped]), number(6)]),
      step('Mul', [x, step('Div', [clipped, number(6)])]),
      step('Mul', [step('Mul', [x, clipped]), number(1 / 6)]),
      step('Mul', [x, step('Mul', [clipped, number(1 / 6)])]),
      step('Mul', [x, step('HardSigmoid', [x])]),
    ),
  },
];

function options(pattern: Pattern): readonly Pattern[] {
  return pattern.kind === 'either' ? pattern.options : [pattern];
}

/** Activations written out with simpler operators. */
export const ACTIVATIONS: readonly Fusion[] = FORMS.flatMap(({ op, label, pattern }) =>
  options(pattern).flatMap((form) =>
    form.kind !== 'step'
      ? []
      : [{ pattern: form, fuse: () => ({ op, label, family: 'activation' as const }) }],
  ),
);

/** Gelu of a sum with a constant vector. */
export const BIASED_ACTIVATIONS: readonly Fusion[] = [
  {
    pattern: step('Gelu FastGelu com.microsoft:Gelu com.microsoft:FastGelu', [
      step('Add', [value('x'), constant('bias')]),
    ]),
    fuse: ({ root, values }, lowered) =>
      lowered.factOf(values.get('bias') ?? '').shape?.length === 1
        ? { op: 'BiasGelu', main: root, label: `Add + ${root.label}` }
        : null,
  },
];
