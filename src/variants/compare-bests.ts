import type { Configuration } from '../space/configuration.ts';
import { independentSum, negated } from '../stats/independent-sum.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import type { RunObjective } from '../study/objective.ts';
import { sliceSpeed } from '../study/slice-speed.ts';
import type { Measurement } from '../study/trial.ts';
import type { Final } from './final.ts';
import { finalRatio } from './final-ratio.ts';
import type { Versus } from './rank-variants.ts';

/** What there is to compare the best of a variant by. */
export interface Comparable {
  readonly configuration: Configuration;
  readonly measurement: Measurement;
  /** On the scale of the contest; null where its default never met the others'. */
  readonly strength: MeanEstimate | null;
  /** Its place in the final; null where it was not in it. */
  readonly place: number | null;
}

/** Logarithm of the speed in slices of whatever time they are from; null where no slices were kept. */
export function logSpeedOf(
  { configuration, measurement }: Pick<Comparable, 'configuration' | 'measurement'>,
  objective: RunObjective,
): number | null {
  const logs = measurement.slices
    .map((slice) => Math.log(sliceSpeed(slice, configuration.batchSize, objective)))
    .filter(Number.isFinite);
  return logs.length === 0 ? null : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/**
 * The best evidence there is of how two variants compare: that they met in the final; that their defaults met in the first heat,
 * and each one's search; or, with an error that nobody knows, their speeds at different times.
 */
export function compareBests(
  a: Comparable,
  b: Comparable,
  final: Final | null,
  objective: RunObjective,
): Versus {
  if (final !== null && a.place !== null && b.place !== null) {
    const ratio = finalRatio(final, a.place, b.place, objective);
    if (ratio !== null) return { ratio, comparedBy: 'final' };
  }
  if (a === b) return { ratio: SAME, comparedBy: 'searches' };
  if (a.strength !== null && b.strength !== null) {
    const ratio = independentSum(a.strength, negated(b.strength));
    return { ratio, comparedBy: 'searches' };
  }
  const [mine, theirs] = [logSpeedOf(a, objective), logSpeedOf(b, objective)];
  const mean = mine === null || theirs === null ? 0 : mine - theirs;
  return {
    ratio: { mean, standardError: Infinity, degreesOfFreedom: 0 },
    comparedBy: 'figures',
  };
}

const SAME: MeanEstimate = { mean: 0, standardError: 0, degreesOfFreedom: Infinity };
