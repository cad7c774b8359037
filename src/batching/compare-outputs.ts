/** One output of a run, its numbers widened to doubles (64-bit integers lose what is beyond 2^53). */
export interface RunOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly numbers: ArrayLike<number>;
  /** Integers and booleans are compared for equality. */
  readonly isInteger: boolean;
}

export interface Tolerance {
  /** Largest difference allowed, as a share of the output's largest magnitude. */
  readonly relative: number;
  /** Share of integers (labels, indices) that may differ, since near ties fall either way. */
  readonly integerMismatch: number;
}

/**
 * Reordered float32 sums of the runtime's optimised kernels differ by up to about 1e-4 of the largest value in deep
 * networks; half precision by ten times as much, which callers allow for.
 */
export const DEFAULT_TOLERANCE: Tolerance = { relative: 1e-3, integerMismatch: 0.01 };

export interface OutputComparison {
  readonly isEqual: boolean;
  /** Largest difference as a share of the output's largest magnitude; for integers the share that differs. */
  readonly deviation: number;
  /** In words, where not equal. */
  readonly message: string | null;
}

/**
 * Compares one output of two runs. NaN equals NaN and an infinity itself; a finite number never equals either. Magnitude is
 * that of the finite numbers of `expected`.
 */
export function compareOutput(
  actual: RunOutput,
  expected: RunOutput,
  tolerance: Tolerance = DEFAULT_TOLERANCE,
): OutputComparison {
  if (!sameShape(actual.shape, expected.shape)) {
    const message = `has shape [${actual.shape.join(', ')}], expected [${expected.shape.join(', ')}]`;
    return { isEqual: false, deviation: Number.POSITIVE_INFINITY, message };
  }
  return expected.isInteger
    ? compareIntegers(actual, expected, tolerance)
    : compareReals(actual, expected, tolerance);
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

function compareIntegers(
  actual: RunOutput,
  expected: RunOutput,
  tolerance: Tolerance,
): OutputComparison {
  const count = expected.numbers.length;
  let different = 0;
  for (let i = 0; i < count; i++) if (actual.numbers[i] !== expected.numbers[i]) different++;
  const deviation = count === 0 ? 0 : different / count;
  const isEqual = deviation <= tolerance.integerMismatch;
  return {
    isEqual,
    deviation,
    message: isEqual ? null : `${different} of ${count} integers differ`,
  };
}

function compareReals(
  actual: RunOutput,
  expected: RunOutput,
  tolerance: Tolerance,
): OutputComparison {
  const count = expected.numbers.length;
  let magnitude = 0;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const [a, e] = [actual.numbers[i] ?? Number.NaN, expected.numbers[i] ?? Number.NaN];
    if (Number.isFinite(e)) magnitude = Math.max(magnitude, Math.abs(e));
    if (Object.is(a, e) || a === e) continue;
    const difference = Math.abs(a - e);
    if (Number.isNaN(difference) || difference === Number.POSITIVE_INFINITY) {
      return {
        isEqual: false,
        deviation: Number.POSITIVE_INFINITY,
        message: `element ${i} is ${a}, expected ${e}`,
      };
    }
    largest = Math.max(largest, difference);
  }
  const deviation = largest === 0 ? 0 : largest / Math.max(magnitude, Number.MIN_VALUE);
  const isEqual = deviation <= tolerance.relative;
  return {
    isEqual,
    deviation,
    message: isEqual ? null : `differs by ${deviation.toExponential(1)} of its largest value`,
  };
}
