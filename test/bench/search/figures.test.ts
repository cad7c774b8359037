import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { censoredQuantile } from './censored-quantile.ts';
import { compareStrategies } from './compare-strategies.ts';
import { holm, signFlipTest } from './paired-test.ts';
import { reached, regretAfterProbes, regretAfterSeconds, type SearchRun } from './search-run.ts';

const run = (more: Partial<SearchRun> = {}): SearchRun => ({
  surface: 'a',
  strategy: 'base',
  mode: 'cold',
  seed: 1,
  regrets: [0.5, 0.1, 0.01],
  seconds: [2, 3, 8],
  firstRegret: 0.1,
  ended: 'itself',
  racedRegret: 0.01,
  shrunkRegret: 0.01,
  claim: null,
  confidence: null,
  askMs: [],
  ...more,
});

describe('figures of a run', () => {
  test('keep the last incumbent after the search ended', () => {
    expect([1, 2, 3, 30].map((k) => regretAfterProbes(run(), k))).toEqual([0.5, 0.1, 0.01, 0.01]);
  });

  test('give the default before its own probe is over', () => {
    expect([0, 2, 7.9, 8, 99].map((s) => regretAfterSeconds(run(), s))).toEqual([
      0.5, 0.5, 0.1, 0.01, 0.01,
    ]);
  });

  test('say when a regret was first reached, and that it never was', () => {
    expect(reached(run(), 0.1)).toEqual({ probes: 2, seconds: 3 });
    expect(reached(run(), 0.001)).toEqual({ probes: Infinity, seconds: Infinity });
  });
});

describe('quantiles of censored values', () => {
  test('are infinite where too few arrived, and never between', () => {
    const values = [3, Infinity, 1, 2];
    expect(censoredQuantile(values, 0.5)).toBe(2);
    expect(censoredQuantile(values, 0.75)).toBe(3);
    expect(censoredQuantile(values, 0.76)).toBe(Infinity);
    expect(censoredQuantile([], 0.5)).toBeNaN();
  });

  test('are the smallest value that covers the share', () => {
    const value = fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 50 }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, p) => {
          const q = censoredQuantile(values, p);
          const share = values.filter((v) => v <= q).length / values.length;
          const below = values.filter((v) => v < q).length / values.length;
          expect(share).toBeGreaterThanOrEqual(p - 1e-6);
          expect(below).toBeLessThan(p + 1e-6);
        },
      ),
    );
  });
});

describe('the paired test', () => {
  test('counts all signs of few pairs', () => {
    expect(signFlipTest([1, 2, 3], createRandom(1))).toBe(2 / 8);
    expect(signFlipTest([1, -1], createRandom(1))).toBe(1);
    expect(signFlipTest([], createRandom(1))).toBe(1);
  });

  test('agrees with itself between counting and drawing', () => {
    const random = createRandom('pairs');
    const differences = Array.from({ length: 16 }, () => random.normal() + 0.4);
    const exact = signFlipTest(differences, createRandom(1));
    // A pair without a difference adds nothing but the Monte Carlo.
    const drawn = signFlipTest([...differences, 0], createRandom(1));
    expect(Math.abs(drawn - exact)).toBeLessThan(0.01);
  });

  test('corrects as Holm did', () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([0.5, 0.6])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});

describe('a comparison', () => {
  const facts = ['a', 'b', 'c'].map((name) => ({
    name,
    family: name,
    host: 'here',
    configurations: 10,
    replicates: 1,
    noiseFloor: 0,
    wholeS: 80,
  }));

  test('pairs over surfaces after averaging seeds, so that more seeds are no more evidence', () => {
    const runs = facts.flatMap(({ name }) =>
      [1, 2, 3, 4].flatMap((seed) => [
        run({ surface: name, seed }),
        run({ surface: name, seed, strategy: 'slow', seconds: [4, 6, 16] }),
      ]),
    );
    const [bySeconds, byRegret] = compareStrategies(runs, 'base', facts);
    expect(bySeconds).toMatchObject({ strategy: 'slow', surfaces: 3, pAdjusted: 0.25 });
    expect(bySeconds?.difference).toBeCloseTo(Math.log(2), 10);
    expect(byRegret).toMatchObject({ difference: 0, pAdjusted: 1 });
  });

  test('takes a run that never arrived to have measured the whole surface', () => {
    const runs = facts.flatMap(({ name }) => [
      run({ surface: name }),
      run({ surface: name, strategy: 'lost', regrets: [0.5, 0.4, 0.3] }),
    ]);
    expect(compareStrategies(runs, 'base', facts)[0]?.difference).toBeCloseTo(Math.log(10), 10);
  });
});
