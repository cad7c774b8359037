import type { Fusion } from '../fusion.ts';
import {
  constant,
  either,
  number,
  type Pattern,
  type StepPattern,
  step,
  value,
} from '../pattern.ts';

const x = value('x');

const plusOne = (s: Pattern): Pattern => step('Add', [s, number(1)]);

/** x × ½ × (1 + s), in the orders of multiplying that the runtime knows. */
const halved = (s: Pattern) => [
  step('Mul', [step('Mul', [x, plusOne(s)]), number(0.5)]),
  step('Mul', [step('Mul', [x, number(0.5)]), plusOne(s)]),
];

/** The order that Keras writes, which the runtime leaves in steps. */
const halvedLast = (s: Pattern) => [step('Mul', [x, step('Mul', [plusOne(s), number(0.5)])])];

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

const clipped = step('Clip', [step('Add', [x, number(3)])]);

const SIXTH = 1 / 6;

interface Form {
  readonly op: string;
  readonly label: string;
  readonly patterns: readonly StepPattern[];
  readonly inSteps?: boolean;
}

const FORMS: readonly Form[] = [
  { op: 'Gelu', label: 'Gelu (Erf)', patterns: halved(erf) },
  { op: 'Gelu', label: 'Gelu (Erf)', patterns: halvedLast(erf), inSteps: true },
  { op: 'FastGelu', label: 'Gelu (Tanh)', patterns: [...halved(tanh), ...halvedLast(tanh)] },
  {
    op: 'QuickGelu',
    label: 'SiLU (Sigmoid, Mul)',
    patterns: [
      step('Mul', [x, step('Sigmoid', [x])]),
      step('Mul', [x, step('Sigmoid', [step('Mul', [x, constant()])])]),
    ],
  },
  {
    op: 'HardSwish',
    label: 'HardSwish (Clip, Mul)',
    inSteps: true,
    patterns: [
      step('Div', [step('Mul', [x, clipped]), number(6)]),
      step('Mul', [x, step('Div', [clipped, number(6)])]),
      step('Mul', [step('Mul', [x, clipped]), number(SIXTH)]),
      step('Mul', [x, step('Mul', [clipped, number(SIXTH)])]),
      step('Mul', [x, step('HardSigmoid', [x])]),
    ],
  },
];

/** Activations written out with simpler operators. */
export const ACTIVATIONS: readonly Fusion[] = FORMS.flatMap(
  ({ op, label, patterns, inSteps = false }) =>
    patterns.map((pattern) => ({
      pattern,
      fuse: () => ({ op, label, inSteps, family: 'activation' as const }),
    })),
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
