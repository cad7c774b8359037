import type { Configuration } from '../../space/configuration.ts';
import type { Observation, StrategyContext } from '../strategy.ts';
import { groundOf } from './ground.ts';
import { ALL_INGREDIENTS } from './ingredients.ts';
import { think } from './thought.ts';

/** What is believed of one configuration. */
export interface BelievedRatio {
  /** Expected log-ratio of the objective to the reference; 0 for the reference. */
  readonly logRatio: number;
  /** Standard deviation of `logRatio`; 0 for the reference. */
  readonly deviation: number;
}

/**
 * What the search would believe of its whole space after `told`, in the order of the configurations: its prior, with the
 * members weighed by the trials and what is left modelled, without anything to be measured. For those who only want to know.
 */
export function surfaceBelief(
  context: StrategyContext,
  told: readonly Observation[],
): readonly BelievedRatio[] {
  const ground = groundOf(context, ALL_INGREDIENTS);
  const { belief } = think(ground, told);
  return context.space.configurations.map((_: Configuration, at) =>
    at === ground.reference
      ? { logRatio: 0, deviation: 0 }
      : {
          logRatio: belief.mean[at] as number,
          deviation: Math.sqrt(belief.variance[at] as number),
        },
  );
}
