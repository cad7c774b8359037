import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Verdict, verdictOf, worstVerdict } from '../../src/gate/verdict.ts';
import { assertProperty } from '../support/assert-property.ts';

const NOTHING = { low: 0, high: 0 };
const tolerances = (band: number, noiseFloor = 0) => ({ band, noiseFloor });
const interval = (low: number, high: number) => ({ value: (low + high) / 2, low, high });

describe('the verdict on an interval', () => {
  it.each<[Verdict, number, number]>([
    ['regressed', -0.12, -0.06],
    ['inconclusive', -0.12, -0.03],
    ['inconclusive', -0.2, 0.2],
    ['held', -0.04, 0.01],
    ['held', -0.01, 0.3],
    ['held', 0.04, 0.06],
    ['improved', 0.05, 0.12],
    ['inconclusive', -Infinity, Infinity],
  ])('is %s from %d to %d with a band of 5 %%', (verdict, low, high) => {
    expect(verdictOf(interval(low, high), NOTHING, tolerances(0.05))).toBe(verdict);
  });

  it('takes what was promised as its origin', () => {
    const promise = { low: 0.1, high: 0.2 };
    expect(verdictOf(interval(0.06, 0.14), promise, tolerances(0.05))).toBe('held');
    expect(verdictOf(interval(0, 0.04), promise, tolerances(0.05))).toBe('regressed');
    expect(verdictOf(interval(0.26, 0.4), promise, tolerances(0.05))).toBe('improved');
  });

  it('accuses of nothing below the noise floor, and acquits of nothing because of it', () => {
    expect(verdictOf(interval(-0.12, -0.06), NOTHING, tolerances(0.05, 0.2))).toBe('inconclusive');
    expect(verdictOf(interval(-0.12, 0.1), NOTHING, tolerances(0.05, 0.2))).toBe('inconclusive');
    expect(verdictOf(interval(0.06, 0.1), NOTHING, tolerances(0.05, 0.2))).toBe('held');
    expect(verdictOf(interval(-0.4, -0.3), NOTHING, tolerances(0.05, 0.2))).toBe('regressed');
  });

  it('never accuses and acquits the same interval, and only sharpens as an interval narrows', () => {
    const bound = fc.double({ min: -1, max: 1, noNaN: true });
    const share = fc.double({ min: 0.001, max: 0.5, noNaN: true });
    assertProperty(
      fc.property(bound, bound, share, share, (a, b, band, floor) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const wide = verdictOf(interval(low, high), NOTHING, tolerances(band, floor));
        const middle = (low + high) / 2;
        const narrow = verdictOf(interval(middle, middle), NOTHING, tolerances(band, floor));
        // A narrower interval at the same place may decide what was open, or call improved what held.
        const mayBecome: Readonly<Record<Verdict, readonly Verdict[]>> = {
          regressed: ['regressed'],
          improved: ['improved'],
          held: ['held', 'improved'],
          inconclusive: ['regressed', 'improved', 'held', 'inconclusive'],
        };
        expect(mayBecome[wide]).toContain(narrow);
      }),
      1000,
    );
  });
});

describe('several verdicts together', () => {
  it('are as bad as the worst', () => {
    expect(worstVerdict(['held', 'regressed', 'inconclusive'])).toBe('regressed');
    expect(worstVerdict(['improved', 'inconclusive'])).toBe('inconclusive');
    expect(worstVerdict(['held', 'improved'])).toBe('improved');
    expect(worstVerdict([])).toBe('held');
  });
});
