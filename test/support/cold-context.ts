import { createRandom } from '../../src/core/random.ts';
import { NO_PRIOR } from '../../src/knowledge/search-prior.ts';
import type { StrategyContext } from '../../src/search/strategy.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';

/** A strategy's context on a machine of two cores about which nothing is known, without constraints. */
export function coldContext(space: SearchSpace, seed: number): StrategyContext {
  return {
    space,
    random: createRandom(seed),
    prior: NO_PRIOR,
    constraints: 0,
    defaultThreads: 2,
  };
}
