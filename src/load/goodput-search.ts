import { normalCdf } from '../stats/normal.ts';

/** What was seen of one rate: once for each block. */
export interface RateSeen {
  readonly ratePerS: number;
  /** Requests that were counted. */
  readonly requests: number;
  /**
   * Logarithm of the observed quantile of latency over its bound, for the bound that is missed by most; above 0 the rate was too much.
   * Infinity where the queue grew without bound, or where the quantile falls on a request without an answer.
   */
  readonly excess: number;
  /** Answered per second, where the queue grew: there is no use in rates beyond it. */
  readonly servedPerS?: number;
}

export interface GoodputQuestion {
  /** Where to start, requests per second: what is expected. */
  readonly startPerS: number;
  /** First step away from there, a factor above 1: how far off the start may be. */
  readonly stride: number;
  /** Rates beyond these are not tried. */
  readonly lowestPerS: number;
  readonly highestPerS: number;
}

/** The rates between which the goodput lies as far as was seen; absent where nothing was seen on that side. */
interface Sides {
  readonly below: RateSeen | undefined;
  readonly above: RateSeen | undefined;
}

/** Close enough to tell configurations apart, and to know where to look for evidence: a ratio of rates. */
const CLOSE = 1.15;
/** Latency grows at least so fast with the rate (an exponent), as far as a step is to believe it: cautious, the step is bounded anyway. */
const GROWTH = 3;
const LONGEST_STEP = 2;
/** A step between two rates keeps this share of their distance from both: the interpolation may be far off. */
const KEPT = 0.25;
/** Of an overloaded block: what it served is served back to back, and nothing of it is a rate that holds. */
const SHARE_OF_SERVED = 0.92;

/**
 * The next rate to look at on the way to the goodput, or null where the rates on both sides of it are within 15 % or the range
 * ends. One block tells on which side of the goodput a rate lies, by the quantile it shows: here nothing is claimed, so nothing has to be
 * proved. Steps up and down follow how far the quantile is from its bound; between two rates it is regula falsi on log
 * quantile over log rate, kept off the ends. The state is the list alone, so a search can be taken up again.
 * Throws a `RangeError` for a start outside the range and a stride that is none.
 */
export function nextGoodputRate(
  seen: readonly RateSeen[],
  question: GoodputQuestion,
): number | null {
  const { startPerS, stride, lowestPerS, highestPerS } = question;
  if (!(lowestPerS > 0 && lowestPerS <= startPerS && startPerS <= highestPerS && stride > 1)) {
    throw new RangeError(`a search for goodput cannot start at ${startPerS} per second`);
  }
  const { below, above } = sidesOf(seen);
  if (below !== undefined && above !== undefined) return between(below, above);
  // The more rates lie on one side, the further off was the start.
  const widest = stride ** rateCount(seen);
  if (below !== undefined) return upwards(below, widest, question);
  if (above !== undefined) return downwards(above, widest, question);
  return startPerS;
}

/** How far to go from a rate whose quantile is so far from its bound, as a factor. */
const step = (excess: number, widest: number): number =>
  Math.max(widest, Math.min(LONGEST_STEP, Math.exp(Math.abs(excess) / GROWTH)));

function upwards(below: RateSeen, widest: number, question: GoodputQuestion): number | null {
  const { startPerS, highestPerS } = question;
  if (below.ratePerS >= highestPerS) return null;
  // What was known to hold beforehand may lie below where to start.
  if (below.ratePerS < startPerS) return startPerS;
  return Math.min(highestPerS, below.ratePerS * step(below.excess, widest));
}

function downwards(
  above: RateSeen,
  widest: number,
  { lowestPerS }: GoodputQuestion,
): number | null {
  if (above.ratePerS <= lowestPerS) return null;
  const served = SHARE_OF_SERVED * (above.servedPerS ?? Infinity);
  const down = above.ratePerS / step(Number.isFinite(above.excess) ? above.excess : 0, widest);
  return Math.max(lowestPerS, Math.min(down, served));
}

function between(low: RateSeen, high: RateSeen): number | null {
  const distance = Math.log(high.ratePerS / low.ratePerS);
  if (distance <= Math.log(CLOSE)) return null;
  const share = Math.min(1 - KEPT, Math.max(KEPT, crossing(low, high)));
  return low.ratePerS * Math.exp(share * distance);
}

/** A belief of the logarithm of the goodput per second. */
export interface GoodputBelief {
  readonly value: number;
  readonly standardError: number;
}

/** How far the goodput that run times let expect may be from the true one, as the deviation of its logarithm: an assumption. */
const START_ERROR = 0.3;
/** The quantile of a block is known to some 20 %; where latency grows quickly with the rate, that is little of a rate. */
const PACE_ERROR = 0.03;
/** Where only one side was seen, the belief is never surer than this. */
const LEAST_ONE_SIDED = 0.1;

/**
 * What the goodput is by everything seen: between two sides the crossing, with the error of a uniform distribution over the
 * bracket; with one side alone the expectation, a normal distribution around the start, truncated to what is still possible.
 */
export function goodputBelief(
  seen: readonly RateSeen[],
  { startPerS }: GoodputQuestion,
): GoodputBelief {
  const { below, above } = sidesOf(seen);
  const start = Math.log(startPerS);
  if (below !== undefined && above !== undefined) {
    const distance = Math.log(above.ratePerS / below.ratePerS);
    const share = Math.min(0.9, Math.max(0.1, crossing(below, above)));
    return {
      value: Math.log(below.ratePerS) + share * distance,
      standardError: Math.hypot(distance / Math.sqrt(12), PACE_ERROR),
    };
  }
  if (below !== undefined) return truncated(start, Math.log(below.ratePerS), 1);
  if (above !== undefined) return truncated(start, Math.log(above.ratePerS), -1);
  return { value: start, standardError: START_ERROR };
}

/** Mean and deviation of a normal distribution of which only one side of `end` is left: the upper one for 1, the lower for -1. */
function truncated(mean: number, end: number, side: 1 | -1): GoodputBelief {
  // Beyond 5 deviations the start was simply wrong: then the end itself is what is known.
  const at = Math.min(5, (side * (end - mean)) / START_ERROR);
  const hazard = Math.exp(-0.5 * at * at) / Math.sqrt(2 * Math.PI) / normalCdf(-at);
  const shrunk = Math.sqrt(Math.max(0, 1 + at * hazard - hazard * hazard));
  const value = mean + side * START_ERROR * hazard;
  return {
    value: side > 0 ? Math.max(end, value) : Math.min(end, value),
    standardError: Math.max(LEAST_ONE_SIDED, START_ERROR * shrunk),
  };
}

/** Where the bound is crossed between two rates, as a share of their distance; halfway where only the side is known. */
function crossing(low: RateSeen, high: RateSeen): number {
  if (!Number.isFinite(high.excess) || !Number.isFinite(low.excess)) return 0.5;
  return high.excess === low.excess ? 0.5 : -low.excess / (high.excess - low.excess);
}

/** The highest rate seen to be low enough below the lowest one seen to be too much. */
export function sidesOf(seen: readonly RateSeen[]): Sides {
  const rates = pooled(seen);
  const above = rates.find((rate) => rate.excess > 0);
  const limit = above?.ratePerS ?? Infinity;
  return { above, below: rates.findLast((rate) => rate.excess <= 0 && rate.ratePerS < limit) };
}

const rateCount = (seen: readonly RateSeen[]): number =>
  new Set(seen.map((rate) => rate.ratePerS)).size;

/** One for each rate, ascending: the mean excess by requests, or what the greater part of them says of an endless queue. */
export function pooled(seen: readonly RateSeen[]): readonly RateSeen[] {
  const rates = [...new Set(seen.map((rate) => rate.ratePerS))].sort((a, b) => a - b);
  return rates.map((ratePerS) => {
    const same = seen.filter((rate) => rate.ratePerS === ratePerS);
    const finite = same.filter((rate) => Number.isFinite(rate.excess));
    const requests = same.reduce((sum, rate) => sum + rate.requests, 0);
    const counted = finite.reduce((sum, rate) => sum + rate.requests, 0);
    if (2 * counted <= requests || counted === 0)
      return same.find((r) => !finite.includes(r)) ?? (same[0] as RateSeen);
    const excess = finite.reduce((sum, rate) => sum + rate.requests * rate.excess, 0) / counted;
    return { ratePerS, requests, excess };
  });
}
