import type { Estimate } from '../core/estimate.ts';
import { bestOf } from '../stats/best-of.ts';
import { logEstimateToRatio } from '../stats/interval.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import { winnerInterval } from '../stats/winner-interval.ts';
import type { Contender } from './contender.ts';
import { lighter } from './incumbent.ts';
import type { Objective } from './objective.ts';
import { ratioOf } from './trial.ts';

/** What is recommended among the contenders and the default, before anything is said of outputs. */
export interface Choice {
  readonly chosen: Contender;
  /** Objective relative to the reference, with the interval that a winner of several deserves. */
  readonly relative: Estimate;
  readonly isReference: boolean;
  /** Probability to be at least as good as every other that may be recommended. */
  readonly confidence: number;
}

const SAME: Estimate = { value: 1, low: 1, high: 1 };

function estimateOf({ measurement }: Contender, objective: Objective): MeanEstimate {
  const { value, standardError, degreesOfFreedom } = ratioOf(measurement.logRatio, objective);
  return { mean: value, standardError, degreesOfFreedom };
}

/**
 * Chooses among those that meet every constraint: the best of the contenders whose gain over the reference lies above 1
 * with its whole interval (95 %, Bonferroni over the contenders since the best is chosen by the same data), else the
 * reference. Where the reference itself misses a constraint or is null, simply the best contender. null where none meets
 * the constraints.
 */
export function recommend(
  reference: Contender | null,
  contenders: readonly Contender[],
  objective: Objective,
): Choice | null {
  const able = contenders.filter((c) => c.violations.length === 0);
  const standard = reference?.violations.length === 0 ? reference : null;
  const field = standard === null ? able : [...able, standard];
  if (field.length === 0) return null;
  const estimates = field.map((c) => estimateOf(c, objective));
  const chances = bestOf(estimates);
  const judged = able
    .map((chosen, i) => {
      const estimate = estimates[i] as MeanEstimate;
      const relative = logEstimateToRatio(winnerInterval(estimate, able.length - 1));
      return { chosen, relative, isReference: false, confidence: chances[i] ?? 0 };
    })
    .sort(
      (a, b) =>
        b.relative.value - a.relative.value || lighter(a.chosen.measurement, b.chosen.measurement),
    );
  const better = standard === null ? judged[0] : judged.find((j) => j.relative.low > 1);
  if (better !== undefined) return better;
  if (standard === null) return null;
  const confidence = chances.at(-1) ?? 0;
  return { chosen: standard, relative: SAME, isReference: true, confidence };
}
