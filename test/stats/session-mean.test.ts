import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../src/core/random.ts';
import { correlatedMean } from '../../src/stats/correlated-mean.ts';
import { tInterval } from '../../src/stats/interval.ts';
import type { MeanEstimate } from '../../src/stats/mean-estimate.ts';
import { sessionMean } from '../../src/stats/session-mean.ts';

const ROUNDS = 12;

/** Sessions about 0: a session effect of sd `between`, rounds of sd 0.07 about it. */
function sessions(random: Random, count: number, between: number): MeanEstimate[] {
  return Array.from({ length: count }, () => {
    const effect = between * random.normal();
    return correlatedMean(Array.from({ length: ROUNDS }, () => effect + 0.07 * random.normal()));
  });
}

function simulate(count: number, between: number, othersBetween: readonly number[]) {
  const random = createRandom(`${count} ${between} ${othersBetween}`);
  const repeats = 1200;
  let covered = 0;
  let width = 0;
  for (let i = 0; i < repeats; i++) {
    const others = othersBetween.map((sd) => sessions(random, count, sd));
    const { mean, standardError, degreesOfFreedom } = sessionMean(
      sessions(random, count, between),
      others,
    );
    const { low, high } = tInterval(mean, standardError, degreesOfFreedom);
    covered += Number(low <= 0 && high >= 0);
    width += (high - low) / repeats;
  }
  return { coverage: (100 * covered) / repeats, width };
}

describe('the mean over sessions', () => {
  test.each([
    [2, 0.02],
    [2, 0.07],
    [3, 0.02],
    [3, 0.07],
    [4, 0.07],
    [6, 0.07],
  ])('%d sessions with a spread of %d among themselves: covers at least 95 %%', (count, sd) => {
    expect(simulate(count, sd, []).coverage).toBeGreaterThan(93.5);
    expect(simulate(count, sd, [sd, sd]).coverage).toBeGreaterThan(93.5);
  });

  test.each([2, 3, 4, 6])(
    '%d sessions of a configuration that varies 2.5 times as much as the others: still covers 93 %%',
    (count) => {
      expect(simulate(count, 0.1, [0.04, 0.04]).coverage).toBeGreaterThan(91.5);
    },
  );

  test('the other finalists make the interval of two sessions much shorter', () => {
    const alone = simulate(2, 0.03, []);
    const withOthers = simulate(2, 0.03, [0.03, 0.03]);
    expect(withOthers.width).toBeLessThan(alone.width / 2.5);
  });

  test('rounds within a session bound the error from below', () => {
    const session = { mean: 0.1, standardError: 0.05, degreesOfFreedom: 9 };
    const { standardError } = sessionMean([session, session, session]);
    expect(standardError).toBeCloseTo(0.05 / Math.sqrt(3), 12);
  });

  test('rounds alone would claim too much: pooling them does not cover', () => {
    const random = createRandom('pooled');
    let covered = 0;
    for (let i = 0; i < 500; i++) {
      const list = sessions(random, 4, 0.05);
      const mean = list.reduce((sum, s) => sum + s.mean, 0) / 4;
      const error = Math.sqrt(list.reduce((sum, s) => sum + s.standardError ** 2, 0)) / 4;
      const { low, high } = tInterval(mean, error, 4 * (ROUNDS - 1));
      covered += Number(low <= 0 && high >= 0);
    }
    expect(covered / 500).toBeLessThan(0.75);
  });

  test('one session does not know how far sessions differ; none is a defect', () => {
    const one = { mean: 0.1, standardError: 0.01, degreesOfFreedom: 20 };
    expect(sessionMean([one])).toEqual({
      mean: 0.1,
      standardError: Infinity,
      degreesOfFreedom: 0,
    });
    expect(() => sessionMean([])).toThrow(RangeError);
  });
});
