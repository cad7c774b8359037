import { logGamma } from './log-gamma.ts';

const TINY = 1e-300;
const MAX_TERMS = 5000;

const guarded = (x: number): number => (Math.abs(x) < TINY ? TINY : x);

/** Lentz's evaluation of the continued fraction DLMF 8.17.22; converges fast for x < (a + 1) / (a + b + 2). */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

/**
 * Regularised incomplete beta function I_x(a, b) for 0 <= x <= 1 and a, b > 0: the probability that a Beta(a, b)
 * variable is at most x. `complement` is 1 - x, to be given where x is so close to 1 that 1 - x loses digits.
 */
export function incompleteBeta(
  x: number,
  a: number,
  b: number,
  complement: number = 1 - x,
): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  const logFront =
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(complement);
  const front = Math.exp(logFront);
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(complement, b, a)) / b;
}
