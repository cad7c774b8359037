import { quantile } from '../../../src/stats/quantile.ts';
import { sortSample } from '../../../src/stats/sorted-sample.ts';
import { censoredQuantile } from './censored-quantile.ts';
import type { Played } from './replay.ts';
import { reached, regretAfterProbes, regretAfterSeconds } from './search-run.ts';

export const PROBE_MARKS = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30] as const;
export const SECOND_MARKS = [5, 10, 20, 30, 60, 120] as const;

/** Median and 90th percentile over runs. */
export interface Spread {
  readonly median: number;
  readonly p90: number;
}

/** What all runs of one strategy in one mode come to. Regrets are shares of the best, infinite values were never reached. */
export interface Summary {
  readonly strategy: string;
  readonly runs: number;
  /** In the order of `PROBE_MARKS` and of `SECOND_MARKS`. */
  readonly regretAfterProbes: readonly Spread[];
  readonly regretAfterSeconds: readonly Spread[];
  /** Of the first suggestion after the default; runs without one do not count. */
  readonly firstRegret: Spread;
  /** After the final race. */
  readonly racedRegret: Spread;
  readonly within5: { readonly probes: Spread; readonly seconds: Spread };
  readonly within2: { readonly probes: Spread; readonly seconds: Spread };
  /** Share of runs that ended with something left to try and probes left. */
  readonly endedItself: number;
  /** Of these, those whose final race ended within 2 % of the best; NaN of none. */
  readonly endedRightly: number;
  /** Probes of a run that ended by itself, median; NaN of none. */
  readonly probesAtEnd: number;
  readonly askMs: { readonly median: number; readonly most: number };
}

/** Runs of one strategy in one mode as the tables show them. */
export function summarise(strategy: string, runs: readonly Played[]): Summary {
  const over = (of: (run: Played) => number | null): Spread =>
    spread(runs.map(of).filter((v) => v !== null));
  const within = (regret: number) => ({
    probes: over((run) => reached(run, regret).probes),
    seconds: over((run) => reached(run, regret).seconds),
  });
  const ended = runs.filter((run) => run.ended === 'itself');
  const right = ended.filter((run) => run.racedRegret <= 0.02);
  const ask = runs.flatMap((run) => run.askMs);
  return {
    strategy,
    runs: runs.length,
    regretAfterProbes: PROBE_MARKS.map((k) => over((run) => regretAfterProbes(run, k))),
    regretAfterSeconds: SECOND_MARKS.map((s) => over((run) => regretAfterSeconds(run, s))),
    firstRegret: over((run) => run.firstRegret),
    racedRegret: over((run) => run.racedRegret),
    within5: within(0.05),
    within2: within(0.02),
    endedItself: ended.length / runs.length,
    endedRightly: right.length / ended.length,
    probesAtEnd: censoredQuantile(
      ended.map((run) => run.regrets.length),
      0.5,
    ),
    askMs: { median: ask.length === 0 ? 0 : quantile(sortSample(ask), 0.5), most: largest(ask) },
  };
}

function spread(values: readonly number[]): Spread {
  return { median: censoredQuantile(values, 0.5), p90: censoredQuantile(values, 0.9) };
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);
