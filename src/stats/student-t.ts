import { incompleteBeta } from './incomplete-beta.ts';
import { logGamma } from './log-gamma.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** From here on expansions around the normal distribution are better than the continued fraction: to 1e-11. */
const NORMAL_FROM = 1e6;

/** The normal deviate with the same distribution function: Abramowitz & Stegun 26.7.8. */
function normalEquivalent(x: number, df: number): number {
  return (x * (1 - 1 / (4 * df))) / Math.sqrt(1 + (x * x) / (2 * df));
}

/** Quantile of t from that of the normal distribution, first order: Abramowitz & Stegun 26.7.5. */
function expandedQuantile(p: number, df: number): number {
  const z = normalQuantile(p);
  return z + (z ** 3 + z) / (4 * df);
}

function density(x: number, df: number): number {
  return Math.exp(
    logGamma((df + 1) / 2) -
      logGamma(df / 2) -
      0.5 * Math.log(df * Math.PI) -
      ((df + 1) / 2) * Math.log1p((x * x) / df),
  );
}

/** P(T <= x) for Student's t with real `df` > 0; infinite `df` is the normal distribution. */
export function studentTCdf(x: number, df: number): number {
  if (!(df > 0)) throw new RangeError(`degrees of freedom are positive, not ${df}`);
  if (Number.isNaN(x)) return Number.NaN;
  if (!Number.isFinite(x)) return x < 0 ? 0 : 1;
  if (df >= NORMAL_FROM) return normalCdf(df === Infinity ? x : normalEquivalent(x, df));
  const square = x * x;
  // DLMF 8.17: P(|T| > x) = I_{df / (df + x^2)}(df / 2, 1 / 2).
  const tail = 0.5 * incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
  return x < 0 ? tail : 1 - tail;
}

/** The |t| with upper tail `tail` in (0, 0.5), from a bracket, by Newton steps kept inside it. */
function upperQuantile(tail: number, df: number): number {
  let low = 0;
  let high = Math.max(1, -normalQuantile(tail));
  while (studentTCdf(-high, df) > tail && high < 1e300) {
    low = high;
    high *= 2;
  }
  let x = low === 0 ? Math.min(high, Math.max(0.1, -normalQuantile(tail))) : (low + high) / 2;
  for (let i = 0; i < 200; i++) {
    const excess = studentTCdf(-x, df) - tail;
    if (excess > 0) low = x;
    else high = x;
    const newton = x + excess / density(x, df);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-14 * next) return next;
    x = next;
  }
  return x;
}

/** The x with P(T <= x) = p for Student's t with real `df` > 0, to about 1e-12 relative; infinite at 0 and 1. */
export function studentTQuantile(p: number, df: number): number {
  if (!(df > 0)) throw new RangeError(`degrees of freedom are positive, not ${df}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies between 0 and 1, not at ${p}`);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p === 0.5) return 0;
  if (df >= NORMAL_FROM) return expandedQuantile(p, df);
  const size = upperQuantile(Math.min(p, 1 - p), df);
  return p < 0.5 ? -size : size;
}
