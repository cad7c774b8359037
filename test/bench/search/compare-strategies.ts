import { createRandom } from '../../../src/core/random.ts';
import { studentTQuantile } from '../../../src/stats/student-t.ts';
import { holm, signFlipTest } from './paired-test.ts';
import type { SurfaceFacts } from './play-surface.ts';
import { reached, regretAfterProbes, type SearchRun } from './search-run.ts';

/** What a strategy is compared by; each is a mean over the seeds of one surface. */
export const COMPARED = ['log seconds to 2 %', 'regret after 3 probes'] as const;
export type Compared = (typeof COMPARED)[number];

/** A strategy against the base, paired over surfaces. */
export interface Comparison {
  readonly strategy: string;
  readonly by: Compared;
  readonly surfaces: number;
  /** Mean over surfaces of strategy minus base, with its 95 % interval (Student's t). */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided sign-flip test, adjusted by Holm over all comparisons by the same figure. */
  readonly pAdjusted: number;
}

/** Compares each strategy with `base`; the runs are of one mode. Seeds are averaged first: they are no further surfaces. */
export function compareStrategies(
  runs: readonly SearchRun[],
  base: string,
  facts: readonly SurfaceFacts[],
): readonly Comparison[] {
  const others = [...new Set(runs.map((r) => r.strategy))].filter((name) => name !== base);
  return COMPARED.flatMap((by) => {
    const means = meansOf(runs, by, facts);
    const paired = others.map((strategy) => ({
      strategy,
      differences: facts.flatMap(({ name }) => {
        const own = means.get(`${strategy}/${name}`);
        const its = means.get(`${base}/${name}`);
        return own === undefined || its === undefined ? [] : [own - its];
      }),
    }));
    const adjusted = holm(
      paired.map((p) => signFlipTest(p.differences, createRandom(`flip ${by} ${p.strategy}`))),
    );
    return paired.map(({ strategy, differences }, i) => ({
      strategy,
      by,
      surfaces: differences.length,
      ...meanInterval(differences),
      pAdjusted: adjusted[i] ?? 1,
    }));
  });
}

/** By `strategy/surface`. A run that never got there is taken to have measured the whole surface in the end. */
function meansOf(
  runs: readonly SearchRun[],
  by: Compared,
  facts: readonly SurfaceFacts[],
): ReadonlyMap<string, number> {
  const wholeS = new Map(facts.map((f) => [f.name, f.wholeS]));
  const sums = new Map<string, { sum: number; count: number }>();
  for (const run of runs) {
    const key = `${run.strategy}/${run.surface}`;
    const whole = Math.max(wholeS.get(run.surface) ?? 0, run.seconds.at(-1) ?? 0);
    const value =
      by === 'regret after 3 probes'
        ? regretAfterProbes(run, 3)
        : Math.log(Math.min(whole, reached(run, 0.02).seconds));
    const { sum, count } = sums.get(key) ?? { sum: 0, count: 0 };
    sums.set(key, { sum: sum + value, count: count + 1 });
  }
  return new Map([...sums].map(([key, { sum, count }]) => [key, sum / count]));
}

function meanInterval(values: readonly number[]): Pick<Comparison, 'difference' | 'low' | 'high'> {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { difference: mean, low: -Infinity, high: Infinity };
  const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1));
  const half = (studentTQuantile(0.975, n - 1) * sd) / Math.sqrt(n);
  return { difference: mean, low: mean - half, high: mean + half };
}
