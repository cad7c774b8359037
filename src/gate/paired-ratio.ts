import type { Configuration } from '../space/configuration.ts';
import { correlatedMean } from '../stats/correlated-mean.ts';
import type { MeanEstimate } from '../stats/mean-estimate.ts';
import type { RunObjective } from '../study/objective.ts';
import { sliceSpeed } from '../study/slice-speed.ts';
import type { Measurement } from '../study/trial.ts';

/** A member of a heat: what it ran with, and what it did. */
export interface Measured {
  readonly configuration: Configuration;
  readonly measurement: Measurement;
}

/** Logarithm of a member's speed by round; slices that ended in nothing are left out. */
function logSpeeds({ configuration, measurement }: Measured, objective: RunObjective) {
  const logs = measurement.slices.map((slice): [number, number] => [
    slice.round,
    Math.log(sliceSpeed(slice, configuration.batchSize, objective)),
  ]);
  return new Map(logs.filter(([, log]) => Number.isFinite(log)));
}

/**
 * Log-ratio of the speed of `subjects`, which are independent copies of one configuration and count as their mean, to that of
 * `other`, from the rounds of one heat in which all of them ran; null where there was no such round.
 */
export function pairedRatio(
  subjects: readonly Measured[],
  other: Measured,
  objective: RunObjective,
): MeanEstimate | null {
  const mine = subjects.map((subject) => logSpeeds(subject, objective));
  const differences = [...logSpeeds(other, objective)].flatMap(([round, theirs]) => {
    const logs = mine.map((speeds) => speeds.get(round));
    if (!logs.every((log) => log !== undefined)) return [];
    return [logs.reduce((sum, log) => sum + log, 0) / logs.length - theirs];
  });
  return differences.length === 0 ? null : correlatedMean(differences);
}
