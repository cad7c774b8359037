import { nearestName } from '../core/nearest-name.ts';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { createAdaptive } from './adaptive/adaptive.ts';
import { createAimd } from './aimd.ts';
import { createBestMean } from './best-mean.ts';
import { createDefaultOnly } from './default-only.ts';
import { createFalcon } from './falcon.ts';
import { createGp } from './gp.ts';
import { createGrid } from './grid.ts';
import { createHillClimb } from './hill-climb.ts';
import { createMorphling } from './morphling.ts';
import { createRandomOrder } from './random-order.ts';
import { createRecipe } from './recipe.ts';
import { createStaged } from './staged.ts';
import type { Strategy, StrategyContext, StrategyFactory } from './strategy.ts';
import { STRATEGY_NAMES, type StrategyName } from './strategy-name.ts';
import { createTpe } from './tpe.ts';

const STRATEGIES: Readonly<Record<StrategyName, StrategyFactory>> = {
  adaptive: createAdaptive,
  staged: createStaged,
  falcon: createFalcon,
  morphling: createMorphling,
  gp: createGp,
  tpe: createTpe,
  'hill-climb': createHillClimb,
  recipe: createRecipe,
  aimd: createAimd,
  'best-mean': createBestMean,
  random: createRandomOrder,
  grid: createGrid,
  default: createDefaultOnly,
};

/** Creates the strategy of that name; an unknown name is a usage error with the nearest known one as hint. */
export function createStrategy(name: string, context: StrategyContext): Strategy {
  const known = STRATEGY_NAMES.find((n) => n === name);
  if (known !== undefined) return STRATEGIES[known](context);
  const near = nearestName(name, STRATEGY_NAMES);
  throw new TuneError('usage', `there is no strategy "${printable(name)}"`, {
    hint: near ? `did you mean "${near}"?` : `choose one of ${STRATEGY_NAMES.join(', ')}`,
  });
}
