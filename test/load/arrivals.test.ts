import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { intendedArrivals, scaledTo, traceLoad } from '../../src/load/arrivals.ts';
import type { OpenLoad } from '../../src/load/load.ts';
import { parseLoad } from '../../src/load/parse-load.ts';

const poisson: OpenLoad = { kind: 'poisson', ratePerS: 200, text: 'poisson:200/s' };
const constant: OpenLoad = { kind: 'constant', ratePerS: 200, text: 'constant:200/s' };
const bursts: OpenLoad = {
  kind: 'lognormal',
  ratePerS: 200,
  sigma: 1,
  text: 'lognormal:200/s,sigma=1',
};
const trace = traceLoad([0, 1, 4, 6], 'trace:a.csv');

function arrivalsOf(load: OpenLoad, count: number, seed = 'arrivals'): number[] {
  const next = intendedArrivals(load, createRandom(seed));
  return Array.from({ length: count }, next);
}

function gapsOf(load: OpenLoad, count: number): number[] {
  const arrivals = arrivalsOf(load, count + 1);
  return arrivals.slice(1).map((at, i) => at - (arrivals[i] as number));
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

describe('intended arrivals', () => {
  test('of a constant load stand at equal gaps and do not drift', () => {
    expect(arrivalsOf(constant, 3)).toEqual([0, 5, 10]);
    const tenths = arrivalsOf({ kind: 'constant', ratePerS: 10_000, text: '' }, 100_001);
    expect(tenths.at(-1)).toBe(10_000);
  });

  test('of a trace are its own, again and again, a mean gap between the turns', () => {
    expect(trace.ratePerS).toBe(500);
    expect(arrivalsOf(trace, 9)).toEqual([0, 1, 4, 6, 8, 9, 12, 14, 16]);
  });

  test('of a Poisson load have gaps whose mean and spread are the exponential distribution’s', () => {
    const gaps = gapsOf(poisson, 100_000);
    expect(Math.abs(meanOf(gaps) / 5 - 1)).toBeLessThan(0.02);
    expect(Math.abs(spreadOf(gaps) / 5 - 1)).toBeLessThan(0.03);
    const longerThanMean = gaps.filter((gap) => gap > 5).length / gaps.length;
    expect(longerThanMean).toBeCloseTo(Math.exp(-1), 2);
  });

  test('of a lognormal load have the mean gap of its rate and the spread of its sigma', () => {
    const gaps = gapsOf(bursts, 200_000);
    expect(Math.abs(meanOf(gaps) / 5 - 1)).toBeLessThan(0.02);
    const logs = gaps.map(Math.log);
    expect(spreadOf(logs)).toBeCloseTo(1, 1);
    expect(meanOf(logs)).toBeCloseTo(Math.log(5) - 0.5, 1);
  });

  test.each([poisson, constant, bursts, trace])(
    'of $text never fall and repeat with the seed',
    (load) => {
      const arrivals = arrivalsOf(load, 1000);
      expect(arrivals.every((at, i) => at >= (arrivals[i - 1] ?? 0))).toBe(true);
      expect(arrivalsOf(load, 1000)).toEqual(arrivals);
    },
  );

  test('differ with the seed where they are random', () => {
    expect(arrivalsOf(poisson, 5, 'a')).not.toEqual(arrivalsOf(poisson, 5, 'b'));
  });
});

describe('a load at another rate', () => {
  test.each([poisson, constant, bursts, trace])(
    'offers $text stretched, with the same seed',
    (load) => {
      const scaled = scaledTo(load, load.ratePerS * 4);
      expect(scaled.ratePerS).toBe(load.ratePerS * 4);
      const expected = arrivalsOf(load, 500).map((at) => at / 4);
      for (const [i, at] of arrivalsOf(scaled, 500).entries()) {
        expect(at).toBeCloseTo(expected[i] as number, 6);
      }
    },
  );

  test('is named as it would be written', () => {
    expect(parseLoad(scaledTo(bursts, 340).text, '--load')).toEqual(scaledTo(bursts, 340));
    expect(scaledTo(scaledTo(trace, 340), 170.25).text).toBe('trace:a.csv at 170.3/s');
  });

  test('has to have a rate', () => {
    expect(() => scaledTo(poisson, 0)).toThrow(RangeError);
    expect(() => scaledTo(poisson, Number.NaN)).toThrow(RangeError);
    expect(() => traceLoad([0, 0], '')).toThrow(RangeError);
  });
});
