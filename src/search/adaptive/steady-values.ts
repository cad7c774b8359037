import { median } from '../../stats/median.ts';
import type { Observation } from '../strategy.ts';

/**
 * Share of the reference's deviation from its usual speed in a heat that is its own doing, and not the machine's, which all members
 * of the heat have in common. Least squares over the replicates of 23 recorded surfaces: 0.26 to 0.97, 0.74 at the median;
 * with 0.7, replicates of one configuration differ by 0.09 in the logarithm where ratios alone differ by 0.15.
 */
const OWN_SHARE = 0.7;

/**
 * The log-ratios of measured trials, in their order, with most of the reference's swings taken out: ratios of one heat share the
 * error of its reference, and its own speed tells how large that is. Its usual speed is the median over all
 * heats so far. Ratios whose reference's speed is not known stay as they are.
 */
export function steadyValues(measured: readonly Observation[]): readonly number[] {
  const levels = measured.flatMap((o) => o.referenceLevel ?? []);
  const usual = levels.length === 0 ? 0 : median(levels);
  return measured.map(({ value, referenceLevel }) => {
    const off = referenceLevel == null ? 0 : referenceLevel - usual;
    return (value ?? Number.NaN) + OWN_SHARE * off;
  });
}
