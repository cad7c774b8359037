import { adaptiveOf } from '../../../src/search/adaptive/adaptive.ts';
import { ALL_INGREDIENTS, type Ingredients } from '../../../src/search/adaptive/ingredients.ts';
import { createStrategy } from '../../../src/search/strategies.ts';
import type { Strategy, StrategyContext } from '../../../src/search/strategy.ts';
import { STRATEGY_NAMES } from '../../../src/search/strategy-name.ts';

/** Marks `adaptive` with one ingredient left out. */
const WITHOUT = 'adaptive without ';

/** `adaptive`, and it without each of its ingredients. */
export const ABLATIONS: readonly string[] = [
  'adaptive',
  ...Object.keys(ALL_INGREDIENTS).map((name) => WITHOUT + name),
];

/** Everything that can be played. */
export const PLAYABLE: readonly string[] = [...new Set([...STRATEGY_NAMES, ...ABLATIONS])];

/** A strategy by its name, ablations included. */
export function strategyOf(name: string, context: StrategyContext): Strategy {
  if (!name.startsWith(WITHOUT)) return createStrategy(name, context);
  const left = name.slice(WITHOUT.length) as keyof Ingredients;
  return adaptiveOf({ ...ALL_INGREDIENTS, [left]: false }, context);
}
