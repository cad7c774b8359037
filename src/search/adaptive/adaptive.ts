import type { Configuration } from '../../space/configuration.ts';
import { openConfigurations } from '../open-configurations.ts';
import type { Strategy, StrategyContext, StrategyFactory } from '../strategy.ts';
import { choose } from './choose.ts';
import { confidenceOf, GOAL } from './confidence.ts';
import { groundOf } from './ground.ts';
import { ALL_INGREDIENTS, type Ingredients } from './ingredients.ts';
import { insightOf } from './insight-of.ts';
import { type Thought, think } from './thought.ts';

/**
 * Trials before the search may end, the default included: few where knowledge foretells what is measured, more the further it is
 * off (`deviation` beyond `usual`), since then the model of what is left has to be learnt from the trials alone.
 */
const FEWEST_TRIALS = { least: 4, usual: 0.15, perDeviation: 30 } as const;

function fewestTrials(deviation: number): number {
  const { least, usual, perDeviation } = FEWEST_TRIALS;
  return Math.ceil(least + perDeviation * Math.max(0, deviation - usual));
}

/**
 * The default: Bayesian optimisation that starts from what is known. The cost law of this host (an operator-composed
 * prediction, after Falcon's idea), earlier tasks by likeness of model and host, and a cold start are weighed against
 * each other by how well they foretell the trials (in the manner of RGPE, Feurer et al. 2018, with likelihoods in place of
 * ranks); a Gaussian process models what is left. The next trial has the largest expected improvement per second, times the
 * probability that every constraint holds; the first one after the default is what is expected to be best. It ends when
 * one of the three best measured, which the final race tells apart, is within 2 % of the best of the space
 * with a probability of 95 %.
 */
export const createAdaptive: StrategyFactory = (context) => adaptiveOf(ALL_INGREDIENTS, context);

/** The same with some ingredients left out. */
export function adaptiveOf(ingredients: Ingredients, context: StrategyContext): Strategy {
  const ground = groundOf(context, ingredients);
  const { memory } = ground.set;
  const { space, random } = context;
  // Both are functions of what was told, kept until more is.
  let thought: Thought | null = null;
  let confidence: number | null | undefined;
  const thoughtNow = (): Thought => {
    thought ??= think(ground, memory.all());
    return thought;
  };
  const confidenceNow = (): number | null => {
    if (confidence === undefined) {
      // The same luck after every trial: a search that asks often must not be sure by the luckiest of many draws.
      const draws = random.fork('confidence');
      confidence = confidenceOf(ground, thoughtNow(), ground.set.openPlaces([]), draws);
    }
    return confidence;
  };
  const isSure = (): boolean =>
    memory.all().length >= fewestTrials(thoughtNow().belief.deviation) &&
    thoughtNow().ranked.length > 0 &&
    (confidenceNow() ?? 0) >= GOAL.confidence;
  return {
    name: 'adaptive',
    ask: (count, pending) => {
      if (count <= 0) return [];
      if (openConfigurations(memory, pending)(space.reference)) {
        return [{ configuration: space.reference, reason: "the runtime's default" }];
      }
      const open = ground.set.openPlaces(pending);
      if (open.length === 0 || isSure()) return [];
      return choose({ ground, thought: thoughtNow(), told: memory.all(), pending, open, count });
    },
    tell: (observation) => {
      ground.set.remember(observation);
      thought = null;
      confidence = undefined;
    },
    ranking: () => thoughtNow().ranked.map((at) => ground.configurations[at] as Configuration),
    insight: () => insightOf(ground, thoughtNow().belief.weights, confidenceNow()),
  };
}
