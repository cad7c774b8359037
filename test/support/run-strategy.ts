import { createRandom } from '../../src/core/random.ts';
import type { Observation, Strategy, Suggestion } from '../../src/search/strategy.ts';
import type { SearchSpace } from '../../src/space/search-space.ts';
import { type Landscape, observe } from './landscape.ts';

/** Ask, measure on the landscape, tell, until the strategy ends or `probes` are spent; what it was told, in order. */
export function runStrategy(
  strategy: Strategy,
  space: SearchSpace,
  landscape: Landscape,
  { probes = Infinity, group = 4, seed = 1 } = {},
): { readonly observations: readonly Observation[]; readonly suggestions: readonly Suggestion[] } {
  const random = createRandom(`measure ${seed}`);
  const observations: Observation[] = [];
  const suggestions: Suggestion[] = [];
  while (observations.length < probes) {
    const asked = strategy.ask(Math.min(group, probes - observations.length), []);
    if (asked.length === 0) break;
    for (const suggestion of asked) {
      const observation = observe(landscape, space, suggestion.configuration, random);
      observations.push(observation);
      suggestions.push(suggestion);
      strategy.tell(observation);
    }
  }
  return { observations, suggestions };
}

/** How far (share of the best) the truth behind the best-looking feasible observation lies below the best there is. */
export function regret(
  observations: readonly Observation[],
  landscape: Landscape,
  best: number,
): number {
  const chosen = observations
    .filter((o) => o.feasible && o.value !== null)
    .sort((a, b) => (b.value as number) - (a.value as number))[0];
  return chosen ? 1 - Math.exp(landscape.value(chosen.configuration) - best) : 1;
}
