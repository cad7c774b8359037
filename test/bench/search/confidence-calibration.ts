import { clopperPearson } from '../../../src/stats/binomial.ts';
import type { SearchRun } from './search-run.ts';

/** How often a strategy that was sure of its result was right. */
export interface ConfidenceCalibration {
  readonly strategy: string;
  /** Runs that ended with a confidence of at least 95 %. */
  readonly sure: number;
  /** Of these, those truly within 2 % of the best, as a share with its 95 % interval. */
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

/** Of each strategy that states a confidence. */
export function confidenceCalibration(
  runs: readonly SearchRun[],
): readonly ConfidenceCalibration[] {
  const names = new Set(runs.filter((r) => r.confidence !== null).map((r) => r.strategy));
  return [...names].map((strategy) => {
    const sure = runs.filter((r) => r.strategy === strategy && (r.confidence ?? 0) >= 0.95);
    const right = sure.filter((r) => (r.regrets.at(-1) ?? 1) <= 0.02).length;
    if (sure.length === 0) return { strategy, sure: 0, right: Number.NaN, low: 0, high: 1 };
    return {
      strategy,
      sure: sure.length,
      right: right / sure.length,
      ...clopperPearson(right, sure.length),
    };
  });
}
