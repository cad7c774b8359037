import { incompleteBeta } from './incomplete-beta.ts';

/** P(X >= k) for X ~ Binomial(n, p). Source: DLMF 8.17.5. */
export function binomialTail(n: number, k: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incompleteBeta(p, k, n - k + 1);
}

/** The p in [0, 1] at which the increasing function `f` crosses `target`, by bisection to the last bit that matters. */
function crossing(f: (p: number) => number, target: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Interval for the success probability after `successes` of `trials`, which covers it with at least `level`.
 * Source: Clopper & Pearson (1934).
 */
export function clopperPearson(
  successes: number,
  trials: number,
  level = 0.95,
): { readonly low: number; readonly high: number } {
  const tail = (1 - level) / 2;
  const low = successes === 0 ? 0 : crossing((p) => binomialTail(trials, successes, p), tail);
  const high =
    successes === trials ? 1 : crossing((p) => binomialTail(trials, successes + 1, p), 1 - tail);
  return { low, high };
}
