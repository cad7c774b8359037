import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../src/core/random.ts';
import { correlatedMean } from '../../src/stats/correlated-mean.ts';
import type { Standing } from '../../src/study/prober.ts';
import { createRace, type RaceRules } from '../../src/study/race.ts';
import type { LogRatio } from '../../src/study/trial.ts';

const RULES: RaceRules = {
  objective: 'throughput',
  incumbent: null,
  targetStandardError: 0.01,
  minRounds: 5,
  maxRounds: 60,
};

const UNKNOWN: LogRatio = { value: 0, standardError: Infinity, degreesOfFreedom: 0 };

function standing(challenger: number, rounds: number, throughput: LogRatio): Standing {
  return { challenger, rounds, logRatio: { throughput, latency: UNKNOWN, efficiency: UNKNOWN } };
}

const known = (value: number, standardError: number): LogRatio => ({
  value,
  standardError,
  degreesOfFreedom: 20,
});

/** One heat: challengers with these true log-ratios, rounds of this spread and correlation. */
function runRace(random: Random, truths: readonly number[], rules: RaceRules, sd = 0.09, rho = 0) {
  const decide = createRace(rules);
  const values = truths.map((): number[] => []);
  const noise = truths.map(() => sd * random.normal());
  let live = truths.map((_, i) => i);
  const leftAt = new Map<number, number>();
  for (let round = 1; ; round++) {
    for (const i of live) {
      noise[i] = rho * (noise[i] as number) + sd * Math.sqrt(1 - rho * rho) * random.normal();
      values[i]?.push((truths[i] as number) + (noise[i] as number));
    }
    const standings = live.map((i) => {
      const { mean: value, ...rest } = correlatedMean(values[i] as number[]);
      return standing(i, round, { value, ...rest });
    });
    const { leave, stop } = decide(round, standings);
    for (const i of leave) leftAt.set(i, round);
    live = live.filter((i) => !leave.includes(i));
    if (stop) return { leftAt, live, rounds: round };
  }
}

describe('a race', () => {
  test('sends nobody away before the first look', () => {
    const decide = createRace(RULES);
    expect(decide(4, [standing(0, 4, known(-5, 0.001))])).toEqual({ leave: [], stop: false });
    expect(decide(5, [standing(0, 5, known(-5, 0.001))])).toEqual({ leave: [0], stop: true });
  });

  test('sends away who lies below the incumbent, keeps who is close', () => {
    const decide = createRace({ ...RULES, incumbent: { value: 0.3, standardError: 0.01 } });
    const { leave, stop } = decide(5, [
      standing(0, 5, known(0.0, 0.02)),
      standing(2, 5, known(0.28, 0.02)),
    ]);
    expect(leave).toEqual([0]);
    expect(stop).toBe(false);
  });

  test('sends away who lies below the best challenger', () => {
    const decide = createRace(RULES);
    const standings = [standing(0, 5, known(0.5, 0.02)), standing(1, 5, known(0.1, 0.02))];
    expect(decide(5, standings).leave).toEqual([1]);
  });

  test('an incumbent that is hardly known sends nobody away', () => {
    const decide = createRace({ ...RULES, incumbent: { value: 0.3, standardError: 0.2 } });
    expect(decide(5, [standing(0, 5, known(0, 0.02))]).leave).toEqual([]);
  });

  test('judges by its own objective', () => {
    const decide = createRace({ ...RULES, objective: 'latency' });
    expect(decide(5, [standing(0, 5, known(-1, 0.001))]).leave).toEqual([]);
  });

  test('stops at the target precision, and at the cap', () => {
    const decide = createRace(RULES);
    expect(decide(5, [standing(0, 5, known(0, 0.009))]).stop).toBe(true);
    expect(decide(6, [standing(0, 6, known(0, 0.02))]).stop).toBe(false);
    expect(decide(60, [standing(0, 60, known(0, 0.02))]).stop).toBe(true);
    expect(decide(7, []).stop).toBe(true);
  });

  test('does not polish a clear winner', () => {
    const decide = createRace(RULES);
    expect(decide(5, [standing(0, 5, known(0.5, 0.019))]).stop).toBe(true);
    expect(decide(5, [standing(0, 5, known(0.5, 0.021))]).stop).toBe(false);
  });

  test.each([
    [[0.02, 0, -0.02, 0.01], 0.09, 0],
    [[0.05, 0, 0, 0], 0.15, 0],
    [[0.02, 0.018, 0, 0], 0.09, 0.25],
  ])('keeps the best of %j (spread %d, correlation %d) in 98 of 100 races', (truths, sd, rho) => {
    const random = createRandom(`best ${truths} ${rho}`);
    const races = 300;
    let lost = 0;
    for (let i = 0; i < races; i++) {
      lost += Number(runRace(random, truths, { ...RULES, minRounds: 4 }, sd, rho).leftAt.has(0));
    }
    expect(lost / races).toBeLessThanOrEqual(0.02);
  });

  test('the hopeless leave early and so save most of the rounds', () => {
    const random = createRandom('hopeless');
    const first: number[] = [];
    for (let i = 0; i < 200; i++) {
      const { leftAt } = runRace(random, [0.6, 0, -0.3, -0.7], RULES);
      first.push(...[1, 2, 3].map((c) => leftAt.get(c) ?? RULES.maxRounds));
    }
    expect(first.reduce((sum, r) => sum + r, 0) / first.length).toBeLessThan(10);
  });
});
