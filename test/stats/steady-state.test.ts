import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { warmedUp } from '../../src/stats/steady-state.ts';

/** Runs until the rule says warm, or `limit`. */
function runsUntilWarm(time: (run: number) => number, limit = 20_000): number {
  const times: number[] = [];
  while (times.length < limit) {
    times.push(time(times.length));
    // Ask as the prober does: not after every one of thousands of runs.
    const isAsked = times.length < 20 || times.length % 10 === 0;
    if (isAsked && warmedUp(times)) return times.length;
  }
  return limit;
}

describe('warm-up', () => {
  test('is never over before twelve runs and 100 ms', () => {
    expect(warmedUp([])).toBe(false);
    expect(warmedUp(Array(11).fill(20))).toBe(false);
    expect(warmedUp(Array(12).fill(20))).toBe(true);
    expect(warmedUp(Array(49).fill(2))).toBe(false);
    expect(warmedUp(Array(50).fill(2))).toBe(true);
  });

  test('is over after three equal runs of a slow model', () => {
    expect(warmedUp([2000, 2010, 1990])).toBe(true);
    expect(warmedUp([2000, 2000])).toBe(false);
    expect(warmedUp([5000, 3000, 2000])).toBe(false);
  });

  test('of a model of 0.1 ms takes 500 runs, not a fixed time', () => {
    expect(runsUntilWarm(() => 0.1)).toBe(500);
  });

  test('waits while runs get faster, and while they get slower', () => {
    const random = createRandom('drift');
    const noise = () => Math.exp(0.03 * random.normal());
    for (let repeat = 0; repeat < 50; repeat++) {
      expect(runsUntilWarm((i) => 10 * noise() * (1 + 3 * Math.exp(-i / 10)))).toBeGreaterThan(25);
      expect(runsUntilWarm((i) => 10 * noise() * (1 - 0.8 * Math.exp(-i / 10)))).toBeGreaterThan(
        25,
      );
    }
  });

  test('once settled the remaining drift is small, and it ends soon after', () => {
    const random = createRandom('remaining');
    let worst = 0;
    for (let repeat = 0; repeat < 200; repeat++) {
      const decay = 2 + random.integer(10);
      const level = (i: number) => 1 + 2 * Math.exp(-i / decay);
      const runs = runsUntilWarm((i) => 5 * level(i) * Math.exp(0.03 * random.normal()));
      worst = Math.max(worst, level(runs));
      expect(runs).toBeLessThan(40 + 12 * decay);
    }
    expect(worst).toBeLessThan(1.1);
  });

  test('is not kept from ending by hiccups', () => {
    const random = createRandom('spikes');
    const spiky = () => (random.next() < 0.1 ? 60 : 10) * Math.exp(0.05 * random.normal());
    for (let repeat = 0; repeat < 100; repeat++) expect(runsUntilWarm(spiky)).toBeLessThan(40);
  });
});
