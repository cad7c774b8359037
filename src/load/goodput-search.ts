import type { Goodput } from './load-statistics.ts';

/** A rate tried and what came of it. */
export type GoodputTry = Pick<Goodput['tried'][number], 'ratePerS' | 'verdict'>;

export interface GoodputQuestion {
  /** Where to start, requests per second: the load asked for, or what is expected. */
  readonly startPerS: number;
  /** How close the answer has to be, as a share of it; 0.03 unless told. */
  readonly precision?: number;
  /** Rates beyond these are not tried; a thousandth and a thousandfold of the start unless told. */
  readonly lowestPerS?: number;
  readonly highestPerS?: number;
}

/** The next rate to try, or the answer. */
export type GoodputStep =
  | { readonly kind: 'try'; readonly ratePerS: number }
  | {
      readonly kind: 'done';
      /** Highest rate at which the bound was shown to hold; 0 where it held at none. */
      readonly heldPerS: number;
      /** Lowest rate at which it was broken or the queue grew; null where none was found. */
      readonly brokenPerS: number | null;
    };

const PRECISION = 0.03;
const WIDEST = 1000;
/** A rate is asked again at most so often: the majority of three is decided. */
const MOST_ASKED = 3;

/**
 * The search for the goodput, as a rule from all tries so far, in any order, to the next step: double from the start while
 * the bound holds, or halve while it does not, then bisect the ratio between the highest rate held and the lowest one
 * that was not, until they differ by twice the precision. The state is the list alone, so a search can be taken up again.
 *
 * `undecided` ends the way up like `broken`, but is never reported as broken: had there been more requests, the bound
 * might have held. Where tries contradict each other (the bound broke at a rate, and held at a higher or the same one),
 * one of them was disturbed: the lowest such rate is tried again, up to three times in all, and its majority counts; a
 * tie counts as broken. What still is broken outweighs all that held above it, because a goodput has to hold at lower
 * rates too. Throws a `RangeError` for a start outside its range.
 */
export function nextGoodputStep(
  tries: readonly GoodputTry[],
  question: GoodputQuestion,
): GoodputStep {
  const { startPerS, precision = PRECISION } = question;
  const { lowestPerS = startPerS / WIDEST, highestPerS = startPerS * WIDEST } = question;
  if (!(lowestPerS > 0 && lowestPerS <= startPerS && startPerS <= highestPerS && precision > 0)) {
    throw new RangeError(`a search for goodput cannot start at ${startPerS} per second`);
  }
  const rates = judgedRates(tries);
  if (rates.length === 0) return { kind: 'try', ratePerS: startPerS };
  const doubtful = contradiction(rates);
  if (doubtful !== null) return { kind: 'try', ratePerS: doubtful };

  const { heldPerS, failedPerS, brokenPerS } = bracketOf(rates);
  const done: GoodputStep = { kind: 'done', heldPerS, brokenPerS };
  if (failedPerS === null) {
    // What was known to hold beforehand may lie below where to start.
    if (heldPerS < startPerS) return attempt(startPerS);
    return heldPerS >= highestPerS ? done : attempt(Math.min(highestPerS, 2 * heldPerS));
  }
  if (heldPerS === 0) {
    return failedPerS <= lowestPerS ? done : attempt(Math.max(lowestPerS, failedPerS / 2));
  }
  const close = (1 + precision) / (1 - precision);
  return failedPerS / heldPerS <= close ? done : attempt(Math.sqrt(heldPerS * failedPerS));
}

/** What a search knows so far, in requests per second. */
export interface GoodputBracket {
  /** Highest rate at which the bound was shown to hold; 0 where it held at none. */
  readonly heldPerS: number;
  /** Lowest rate above it at which it was not shown to hold; null where none was tried. */
  readonly failedPerS: number | null;
  /** Lowest rate at which it was broken or the queue grew; null where none was found. */
  readonly brokenPerS: number | null;
}

/** Where the goodput lies by the tries so far, in any order: what a search that is not done, or was cut short, amounts to. */
export function goodputBracket(tries: readonly GoodputTry[]): GoodputBracket {
  return bracketOf(judgedRates(tries));
}

function bracketOf(rates: readonly JudgedRate[]): GoodputBracket {
  const brokenPerS = rates.find((rate) => rate.broken)?.ratePerS ?? null;
  const held = rates.findLast((rate) => rate.held && rate.ratePerS < (brokenPerS ?? Infinity));
  const heldPerS = held?.ratePerS ?? 0;
  const failed = rates.find((rate) => !rate.held && rate.ratePerS > heldPerS);
  return { heldPerS, failedPerS: failed?.ratePerS ?? null, brokenPerS };
}

const attempt = (ratePerS: number): GoodputStep => ({ kind: 'try', ratePerS });

/** What the tries at one rate amount to. */
interface JudgedRate {
  readonly ratePerS: number;
  readonly tries: number;
  /** Shown to hold more often than not. */
  readonly held: boolean;
  /** Shown not to hold, at least as often as to hold. */
  readonly broken: boolean;
  /** Held at one try and broken at another, as often. */
  readonly tied: boolean;
}

/** Ascending. */
function judgedRates(tries: readonly GoodputTry[]): readonly JudgedRate[] {
  const rates = [...new Set(tries.map((tried) => tried.ratePerS))].sort((a, b) => a - b);
  return rates.map((ratePerS) => {
    const verdicts = tries.filter((tried) => tried.ratePerS === ratePerS).map((t) => t.verdict);
    const held = verdicts.filter((verdict) => verdict === 'held').length;
    const broken = verdicts.filter((v) => v === 'broken' || v === 'overloaded').length;
    return {
      ratePerS,
      tries: verdicts.length,
      held: held > broken,
      broken: broken > 0 && broken >= held,
      tied: broken > 0 && broken === held,
    };
  });
}

/** The lowest rate that broke although a higher one held, or that is tied, and may be asked again. */
function contradiction(rates: readonly JudgedRate[]): number | null {
  const highestHeld = rates.findLast((rate) => rate.held)?.ratePerS ?? 0;
  const doubtful = rates.find(
    (rate) =>
      rate.tries < MOST_ASKED && (rate.tied || (rate.broken && rate.ratePerS < highestHeld)),
  );
  return doubtful?.ratePerS ?? null;
}
