import type { Goodput } from './load-statistics.ts';

/** A rate tried and what came of it. */
export type GoodputTry = Pick<Goodput['tried'][number], 'ratePerS' | 'verdict'>;

/** What tries have shown so far, in requests per second. */
export interface GoodputBracket {
  /** Highest rate at which the bound was shown to hold; 0 where it held at none. */
  readonly heldPerS: number;
  /** Lowest rate at which it was broken or the queue grew; null where none was found. */
  readonly brokenPerS: number | null;
}

/**
 * Between which rates the goodput lies by all tries, in any order. Of several tries at one rate the majority counts, a tie as broken.
 * What is broken outweighs all that held above it, because a goodput has to hold at lower rates too.
 */
export function goodputBracket(tries: readonly GoodputTry[]): GoodputBracket {
  const rates = [...new Set(tries.map((tried) => tried.ratePerS))].sort((a, b) => a - b);
  const judged = rates.map((ratePerS) => {
    const verdicts = tries.filter((tried) => tried.ratePerS === ratePerS).map((t) => t.verdict);
    const held = verdicts.filter((verdict) => verdict === 'held').length;
    const broken = verdicts.filter((v) => v === 'broken' || v === 'overloaded').length;
    return { ratePerS, held: held > broken, broken: broken > 0 && broken >= held };
  });
  const brokenPerS = judged.find((rate) => rate.broken)?.ratePerS ?? null;
  const held = judged.findLast((rate) => rate.held && rate.ratePerS < (brokenPerS ?? Infinity));
  return { heldPerS: held?.ratePerS ?? 0, brokenPerS };
}
