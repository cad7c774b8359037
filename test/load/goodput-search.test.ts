import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goodputBracket } from '../../src/load/goodput-bracket.ts';
import { nextClaim } from '../../src/load/goodput-claim.ts';
import {
  type GoodputQuestion,
  goodputBelief,
  nextGoodputRate,
  type RateSeen,
} from '../../src/load/goodput-search.ts';

const question: GoodputQuestion = {
  startPerS: 100,
  stride: 1.3,
  lowestPerS: 1,
  highestPerS: 10_000,
};

/** A queue of this capacity whose quantile is at its bound at `limit`. */
function queueOf(limit: number, capacity = 1.25 * limit) {
  return (ratePerS: number): RateSeen => {
    if (ratePerS >= capacity) {
      return { ratePerS, requests: 500, excess: Infinity, servedPerS: capacity };
    }
    const excess = Math.log((capacity - limit) / (capacity - ratePerS));
    return { ratePerS, requests: 500, excess };
  };
}

function search(see: (ratePerS: number) => RateSeen, asked: Partial<GoodputQuestion> = {}) {
  const seen: RateSeen[] = [];
  for (;;) {
    const rate = nextGoodputRate(seen, { ...question, ...asked });
    if (rate === null) return seen;
    if (seen.length > 60) throw new Error('the search does not end');
    seen.push(see(rate));
  }
}

describe('the search for the goodput', () => {
  it('ends between two rates that are close, wherever the goodput lies', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 50, noNaN: true }), (factor) => {
        const limit = 100 * factor;
        const seen = search(queueOf(limit));
        const rates = seen.map((s) => s.ratePerS);
        const below = Math.max(...rates.filter((r) => r <= limit));
        const above = Math.min(...rates.filter((r) => r > limit));
        expect(above / below).toBeLessThanOrEqual(1.15 + 1e-9);
        const belief = goodputBelief(seen, question);
        expect(Math.abs(belief.value - Math.log(limit))).toBeLessThan(0.14);
        expect(belief.standardError).toBeLessThan(0.06);
        expect(seen.length).toBeLessThan(14);
      }),
    );
  });

  it('needs few blocks where the start is about right', () => {
    expect(search(queueOf(110)).length).toBeLessThanOrEqual(4);
    expect(search(queueOf(90)).length).toBeLessThanOrEqual(4);
    expect(search(queueOf(97), { stride: 1.1 }).length).toBe(2);
  });

  it('goes on from what it has seen, in any order', () => {
    const seen = search(queueOf(330));
    for (let n = 0; n < seen.length; n++) {
      const before = seen.slice(0, n).reverse();
      expect(nextGoodputRate(before, question)).toBe(seen[n]?.ratePerS);
    }
  });

  it('steps further where the quantile is further from its bound, and never above what an overloaded block served', () => {
    const at = (excess: number): number =>
      nextGoodputRate([{ ratePerS: 100, requests: 500, excess }], question) as number;
    expect(at(-0.1)).toBeCloseTo(130);
    expect(at(-1.5)).toBeCloseTo(100 * Math.exp(0.5));
    expect(at(-9)).toBeCloseTo(200);
    expect(at(0.1)).toBeCloseTo(100 / 1.3);
    const overloaded = { ratePerS: 100, requests: 500, excess: Infinity, servedPerS: 40 };
    expect(nextGoodputRate([overloaded], question)).toBeLessThan(40);
  });

  it('ends at the ends of its range', () => {
    const range = { lowestPerS: 60, highestPerS: 150 };
    expect(search(queueOf(1000), range).at(-1)?.ratePerS).toBe(150);
    expect(search(queueOf(1), range).at(-1)?.ratePerS).toBe(60);
    expect(() => nextGoodputRate([], { ...question, lowestPerS: 101 })).toThrow(RangeError);
    expect(() => nextGoodputRate([], { ...question, stride: 1 })).toThrow(RangeError);
  });

  it('starts where it is asked to, even where a lower rate is known to hold', () => {
    const known = { ratePerS: 50, requests: 1000, excess: -2 };
    expect(nextGoodputRate([known], question)).toBe(100);
  });

  it('takes the mean of several blocks at one rate', () => {
    const at = (excess: number, ratePerS = 100): RateSeen => ({ ratePerS, requests: 500, excess });
    const { value } = goodputBelief([at(0.3), at(-0.5), at(0.4, 112)], question);
    expect(value).toBeGreaterThan(Math.log(100));
    expect(nextGoodputRate([at(0.3), at(-0.5), at(0.4, 112)], question)).toBeNull();
  });
});

describe('the belief from one side alone', () => {
  const seen = (ratePerS: number, excess: number) => [{ ratePerS, requests: 500, excess }];

  it('is the expectation, cut off where it was ruled out', () => {
    const up = goodputBelief(seen(100, -1), question);
    const down = goodputBelief(seen(100, 1), question);
    // The mean of half a normal distribution.
    expect(up.value - Math.log(100)).toBeCloseTo(0.3 * Math.sqrt(2 / Math.PI));
    expect(down.value - Math.log(100)).toBeCloseTo(-0.3 * Math.sqrt(2 / Math.PI));
    expect(up.standardError).toBeCloseTo(0.3 * Math.sqrt(1 - 2 / Math.PI));
  });

  it('stays with the expectation where that is far inside, and at the end where it is far outside', () => {
    expect(goodputBelief(seen(20, -1), question).value).toBeCloseTo(Math.log(100), 2);
    const beyond = goodputBelief(seen(5000, -1), question);
    expect(Math.exp(beyond.value)).toBeGreaterThanOrEqual(5000);
    expect(Number.isFinite(beyond.standardError)).toBe(true);
    expect(goodputBelief([], question).standardError).toBe(0.3);
  });
});

describe('the claim of a rate', () => {
  const seen = search(queueOf(330));

  it('comes first well below what is believed, where it is likely to be shown', () => {
    const believed = Math.exp(goodputBelief(seen, question).value);
    expect(nextClaim(seen, [], question)).toBeCloseTo(0.6 * believed);
  });

  it('comes where the quantile is expected at half its bound, if that is lower still', () => {
    // Latency that doubles with the rate: half the bound is at half of the goodput.
    const rates = [100, 160, 250, 330, 370];
    const flat = rates.map((ratePerS) => ({
      ratePerS,
      requests: 500,
      excess: Math.log(ratePerS / 350),
    }));
    expect(nextClaim(flat, [], question) as number).toBeCloseTo(175, -1);
  });

  it('is lowered where evidence did not come, and raised halfway where it did', () => {
    const first = nextClaim(seen, [], question) as number;
    const failed = { ratePerS: first, held: false };
    const second = nextClaim(seen, [failed], question) as number;
    expect(second / first).toBeCloseTo(0.84);
    const third = nextClaim(seen, [failed, { ratePerS: second, held: true }], question) as number;
    expect(third).toBeGreaterThan(second);
    expect(third).toBeLessThan(first);
  });

  it('ends where nothing more is to be gained, and where every rate was too much', () => {
    const held = { ratePerS: Math.exp(goodputBelief(seen, question).value) / 1.05, held: true };
    expect(nextClaim(seen, [held], question)).toBeNull();
    expect(nextClaim([{ ratePerS: 100, requests: 500, excess: 1 }], [], question)).toBeNull();
  });
});

describe('what tries have shown', () => {
  it('is the highest rate held below every one that broke, by majority', () => {
    const held = (ratePerS: number) => ({ ratePerS, verdict: 'held' }) as const;
    const broken = (ratePerS: number) => ({ ratePerS, verdict: 'broken' }) as const;
    const undecided = { ratePerS: 180, verdict: 'undecided' } as const;
    expect(goodputBracket([])).toEqual({ heldPerS: 0, brokenPerS: null });
    expect(goodputBracket([held(100), undecided, held(120)])).toEqual({
      heldPerS: 120,
      brokenPerS: null,
    });
    expect(goodputBracket([held(100), broken(200), held(220)])).toEqual({
      heldPerS: 100,
      brokenPerS: 200,
    });
    expect(goodputBracket([broken(200), held(200), held(200)]).heldPerS).toBe(200);
    expect(goodputBracket([broken(200), held(200)]).brokenPerS).toBe(200);
    expect(goodputBracket([{ ratePerS: 90, verdict: 'overloaded' }]).brokenPerS).toBe(90);
  });
});
