import type { Estimate } from '../../core/estimate.ts';
import { estimateOf } from '../published/estimate-of.ts';
import type { PublishedResult } from '../published/published-result.ts';
import { ratioIn } from '../published/ratio-in.ts';
import { configurationText } from './published-words.ts';

/** One trial on the way to the answer. */
export interface ConvergencePoint {
  readonly probe: number;
  /** When it was finished, s since the study began. */
  readonly seconds: number;
  /** Objective relative to the reference. */
  readonly ratio: Estimate;
  /** Best so far of those that break no constraint; NaN before there is one. */
  readonly best: number;
  readonly isFeasible: boolean;
  readonly configuration: string;
}

/** All measured trials in order, with the best ratio reached so far. */
export function convergenceOf({ trials, objective }: PublishedResult): ConvergencePoint[] {
  let best = Number.NaN;
  return [...trials]
    .sort((a, b) => a.number - b.number)
    .flatMap((trial) => {
      if (trial.outcome === 'failed') return [];
      const ratio = estimateOf(ratioIn(trial.vs_reference, objective));
      const isFeasible = !trial.violations.some((v) => v.verdict === 'violated');
      if (isFeasible && !(ratio.value <= best)) best = ratio.value;
      return [
        {
          probe: trial.number,
          seconds: trial.finished_at_s,
          ratio,
          best,
          isFeasible,
          configuration: configurationText(trial.configuration),
        },
      ];
    });
}
