import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import {
  type GoodputQuestion,
  type GoodputTry,
  nextGoodputStep,
} from '../../src/load/goodput-search.ts';

type Verdict = GoodputTry['verdict'];

/** Searches with `judge` until the answer. */
function search(question: GoodputQuestion, judge: (ratePerS: number) => Verdict) {
  const tries: GoodputTry[] = [];
  for (;;) {
    const step = nextGoodputStep(tries, question);
    if (step.kind === 'done') return { ...step, tries };
    if (tries.length > 100) throw new Error('the search does not end');
    tries.push({ ratePerS: step.ratePerS, verdict: judge(step.ratePerS) });
  }
}

const upTo = (limit: number) => (ratePerS: number) => (ratePerS <= limit ? 'held' : 'broken');

describe('the search for the goodput', () => {
  test('doubles, then bisects the ratio', () => {
    const { tries, heldPerS, brokenPerS } = search({ startPerS: 100 }, upTo(330));
    expect(tries.map((tried) => Math.round(tried.ratePerS))).toEqual([
      100, 200, 400, 283, 336, 308, 322,
    ]);
    expect(Math.round(heldPerS)).toBe(322);
    expect(Math.round(brokenPerS as number)).toBe(336);
  });

  test('halves where the start is too much', () => {
    const { tries, heldPerS } = search({ startPerS: 800 }, upTo(330));
    expect(tries.slice(0, 3).map((tried) => tried.ratePerS)).toEqual([800, 400, 200]);
    expect(heldPerS).toBeGreaterThan(310);
  });

  test('finds any limit to within the precision, in as many tries as it takes', () => {
    const limits = fc.double({ min: 0.02, max: 900, noNaN: true }).map((factor) => 50 * factor);
    fc.assert(
      fc.property(limits, fc.constantFrom(0.01, 0.03, 0.1), (limit, precision) => {
        const { tries, heldPerS, brokenPerS } = search({ startPerS: 50, precision }, upTo(limit));
        expect(heldPerS).toBeLessThanOrEqual(limit);
        expect(brokenPerS).toBeGreaterThan(limit);
        const ratio = (brokenPerS as number) / heldPerS;
        expect(ratio).toBeLessThanOrEqual((1 + precision) / (1 - precision));
        const doublings = Math.ceil(Math.abs(Math.log2(limit / 50))) + 2;
        const bisections = Math.ceil(
          Math.log2(Math.log(2) / Math.log((1 + precision) / (1 - precision))),
        );
        expect(tries.length).toBeLessThanOrEqual(doublings + bisections);
        expect(new Set(tries.map((tried) => tried.ratePerS)).size).toBe(tries.length);
      }),
    );
  });

  test('goes on from its tries in any order, as if it had never been interrupted', () => {
    const { tries } = search({ startPerS: 100 }, upTo(330));
    for (let n = 0; n < tries.length; n++) {
      const shuffled = createRandom(n).shuffle(tries.slice(0, n));
      const step = nextGoodputStep(shuffled, { startPerS: 100 });
      expect(step).toEqual({ kind: 'try', ratePerS: tries[n]?.ratePerS });
    }
  });

  test('ends at the ends of its range', () => {
    const range = { startPerS: 100, lowestPerS: 30, highestPerS: 300 };
    expect(search(range, upTo(1000))).toMatchObject({ heldPerS: 300, brokenPerS: null });
    const none = search(range, upTo(1));
    expect(none).toMatchObject({ heldPerS: 0, brokenPerS: 30 });
    expect(none.tries.map((tried) => tried.ratePerS)).toEqual([100, 50, 30]);
    expect(() => nextGoodputStep([], { startPerS: 0 })).toThrow(RangeError);
    expect(() => nextGoodputStep([], { startPerS: 5, lowestPerS: 6 })).toThrow(RangeError);
  });

  test('takes an overloaded rate for broken, an undecided one for too much but not for broken', () => {
    const overloaded = search({ startPerS: 100 }, (rate) => (rate > 330 ? 'overloaded' : 'held'));
    expect(Math.round(overloaded.brokenPerS as number)).toBe(336);
    const undecided = search({ startPerS: 100 }, (rate) =>
      rate > 500 ? 'broken' : rate > 330 ? 'undecided' : 'held',
    );
    expect(Math.round(undecided.heldPerS)).toBe(322);
    expect(undecided.brokenPerS).toBeNull();
  });
});

describe('contradicting tries', () => {
  const held = (ratePerS: number): GoodputTry => ({ ratePerS, verdict: 'held' });
  const broken = (ratePerS: number): GoodputTry => ({ ratePerS, verdict: 'broken' });
  const next = (...tries: GoodputTry[]) => nextGoodputStep(tries, { startPerS: 100 });

  test('lead to another try at the rate that broke below one that held', () => {
    expect(next(held(100), broken(200), held(220))).toEqual({ kind: 'try', ratePerS: 200 });
    expect(next(held(100), broken(200), held(220), held(200))).toEqual({
      kind: 'try',
      ratePerS: 200,
    });
  });

  test('are settled by the majority of three', () => {
    const tries = [held(100), broken(200), held(220), held(200)];
    expect(next(...tries, held(200))).toEqual({ kind: 'try', ratePerS: 440 });
    expect(next(...tries, broken(200))).toEqual({ kind: 'try', ratePerS: Math.sqrt(100 * 200) });
  });

  test('leave what held above a broken rate out of the answer', () => {
    const twice = [broken(200), broken(200), broken(200)];
    expect(next(held(195), ...twice, held(220))).toEqual({
      kind: 'done',
      heldPerS: 195,
      brokenPerS: 200,
    });
  });

  test('are not seen where a lower rate is merely undecided', () => {
    const undecided: GoodputTry = { ratePerS: 200, verdict: 'undecided' };
    expect(next(held(100), undecided, held(220))).toEqual({ kind: 'try', ratePerS: 440 });
    expect(next(held(100), undecided)).toEqual({ kind: 'try', ratePerS: Math.sqrt(100 * 200) });
  });

  test('do not keep a noisy search from ending near the limit', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(seed);
      // Near the limit a verdict is a matter of chance.
      const { heldPerS, tries } = search({ startPerS: 100 }, (rate) =>
        rate <= 330 * Math.exp(0.03 * random.normal()) ? 'held' : 'broken',
      );
      expect(Math.abs(Math.log(heldPerS / 330))).toBeLessThan(0.2);
      expect(tries.length).toBeLessThan(20);
    }
  });
});
