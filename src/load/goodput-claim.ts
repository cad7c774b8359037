import {
  type GoodputQuestion,
  goodputBelief,
  pooled,
  type RateSeen,
  sidesOf,
} from './goodput-search.ts';

/** Evidence is looked for where the quantile is expected at half of its bound: closer by it takes too many requests. */
const CLAIMED_SHARE = Math.log(0.5);
/** Exponents of latency over rate that are taken for true when a rate below all that was seen is chosen. */
const SLOPE = { least: 3, usual: 6, most: 20 };
/**
 * The first claim is no higher than this share of what is believed: blocks are short and begin with an empty queue, so the belief is
 * rather too high, and a claim that fails costs the time of several that hold. With 0.85 a rate was shown to hold in 83 / 76 / 59 % of
 * simulated searches (speed varying by 0 / 5 / 10 %), after 32 / 37 / 55 s at the median; with 0.75 in 83 / 81 %, with 0.6 in
 * 88 / 83 / 74 %, after 24 / 27 / 38 s, with 0.45 in 85 / 80 / 69 %; what was claimed in the end came to the same.
 */
const MOST_OF_BELIEF = 0.6;
/** After the first evidence that did not come the next claim is lower by this at least, after the second by its square, and so on. */
const RETREAT = 0.84;
/** After evidence that came, a higher rate is claimed while it is higher by this at least. */
const ADVANCE = 1.05;

/** A claim that a rate holds, and whether evidence came for it. */
export interface Claim {
  readonly ratePerS: number;
  readonly held: boolean;
}

/**
 * The rate for which to gather evidence of its own next; null where no higher one is worth it or none was seen to be low
 * enough. The first is where the quantile is expected at half of its bound by interpolation of what was seen, and no more than a
 * share of the goodput that is believed in; one that failed is followed by a lower one, one that held by one halfway to that
 * goodput.
 */
export function nextClaim(
  seen: readonly RateSeen[],
  claims: readonly Claim[],
  question: GoodputQuestion,
): number | null {
  const { below, above } = sidesOf(seen);
  if (below === undefined) return null;
  const held = Math.max(0, ...claims.filter((c) => c.held).map((c) => c.ratePerS));
  const failed = Math.min(
    Infinity,
    ...claims.filter((c) => !c.held && c.ratePerS > held).map((c) => c.ratePerS),
  );
  const believed = Math.exp(goodputBelief(seen, question).value);
  if (held > 0) {
    const next = Math.sqrt(held * Math.min(believed, failed, above?.ratePerS ?? Infinity));
    return next >= ADVANCE * held ? next : null;
  }
  const wished = rateOfExcess(pooled(seen), CLAIMED_SHARE, below, above);
  // Each failure says that more than the rate was misjudged: the next step down is longer.
  const retreat = RETREAT ** claims.filter((c) => !c.held).length;
  return Math.min(wished, MOST_OF_BELIEF * believed, retreat * failed);
}

/** Where the quantile lies at `excess` by interpolation between the rates seen, made monotone. */
function rateOfExcess(
  rates: readonly RateSeen[],
  excess: number,
  below: RateSeen,
  above: RateSeen | undefined,
): number {
  let last: RateSeen | undefined;
  for (const rate of rates.filter((r) => r.ratePerS <= (above?.ratePerS ?? Infinity))) {
    if (rate.excess > excess) {
      if (last === undefined) break;
      if (!Number.isFinite(rate.excess)) return last.ratePerS;
      const share = (excess - last.excess) / (rate.excess - last.excess);
      return last.ratePerS * (rate.ratePerS / last.ratePerS) ** share;
    }
    last = rate;
  }
  if (last !== undefined) return last.ratePerS;
  const slope =
    above === undefined || !Number.isFinite(above.excess)
      ? SLOPE.usual
      : (above.excess - below.excess) / Math.log(above.ratePerS / below.ratePerS);
  const lowest = rates[0] as RateSeen;
  const bounded = Math.min(SLOPE.most, Math.max(SLOPE.least, slope));
  return lowest.ratePerS * Math.exp((excess - lowest.excess) / bounded);
}
