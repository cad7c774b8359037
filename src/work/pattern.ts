import type { Step } from './step.ts';

/** What a value must be for a pattern to hold, looking back from it to what it was made of. */
export type Pattern =
  /** Any value; the same name stands for the same value. */
  | { readonly kind: 'value'; readonly name: string }
  /** Any constant, kept under a name. */
  | { readonly kind: 'constant'; readonly name: string }
  /** A constant that is this number (in all its elements, to three digits). */
  | { readonly kind: 'number'; readonly value: number }
  | StepPattern
  /** The first of these that holds. */
  | { readonly kind: 'either'; readonly options: readonly Pattern[] };

/** The output of a step. Operands that are not listed may be anything. */
export interface StepPattern {
  readonly kind: 'step';
  readonly ops: ReadonlySet<string>;
  readonly inputs: readonly Pattern[];
  /** What every operand must be, instead of `inputs`. */
  readonly each: Pattern | null;
  /** Which output, from 0. */
  readonly output: number;
  /** Name under which the step is kept. */
  readonly name: string;
  readonly accept: (step: Step) => boolean;
}

export interface StepOptions {
  readonly name?: string;
  readonly each?: Pattern;
  readonly output?: number;
  readonly accept?: (step: Step) => boolean;
}

/** A step of one of these operators (separated by blanks) with such operands; both orders count for sums and products. */
export function step(
  ops: string,
  inputs: readonly Pattern[] = [],
  options: StepOptions = {},
): StepPattern {
  const { name = '', each = null, output = 0, accept = () => true } = options;
  return { kind: 'step', ops: new Set(ops.split(' ')), inputs, each, output, name, accept };
}

export const value = (name: string): Pattern => ({ kind: 'value', name });
export const constant = (name = ''): Pattern => ({ kind: 'constant', name });
export const number = (of: number): Pattern => ({ kind: 'number', value: of });
export const either = (...options: readonly Pattern[]): Pattern => ({ kind: 'either', options });

/** The pattern itself, or one of these one-operand steps on it. */
export function maybe(ops: string, pattern: Pattern, options: StepOptions = {}): Pattern {
  return either(step(ops, [pattern], options), pattern);
}
