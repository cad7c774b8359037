import type { Random } from '../../../src/core/random.ts';

/** Up to here all assignments of signs are tried: 2^16. */
const EXACT_UP_TO = 16;
const SAMPLES = 20_000;

/**
 * Two-sided p-value of paired differences under "the sign of each is a coin toss": how often signs tossed anew make their sum
 * at least as large. Exact for few, else by Monte Carlo with the observed assignment counted in. 1 of none.
 * Source: Fisher (1935); Phipson & Smyth (2010) for the count.
 */
export function signFlipTest(differences: readonly number[], random: Random): number {
  const n = differences.length;
  const observed = Math.abs(differences.reduce((a, b) => a + b, 0)) - 1e-12;
  const isExtreme = (isFlipped: (i: number) => boolean): boolean => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (isFlipped(i) ? -1 : 1) * (differences[i] as number);
    return Math.abs(sum) >= observed;
  };
  let extreme = 0;
  if (n <= EXACT_UP_TO) {
    for (let signs = 0; signs < 2 ** n; signs++) {
      if (isExtreme((i) => ((signs >> i) & 1) === 1)) extreme++;
    }
    return extreme / 2 ** n;
  }
  for (let sample = 0; sample < SAMPLES; sample++) {
    if (isExtreme(() => random.next() < 0.5)) extreme++;
  }
  return (extreme + 1) / (SAMPLES + 1);
}

/** p-values adjusted so that the chance of any false finding among them stays below the level. Source: Holm (1979). */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  order.forEach(({ p, i }, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * p));
    adjusted[i] = largest;
  });
  return adjusted;
}
