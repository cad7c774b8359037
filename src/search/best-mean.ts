import type { KnownTask } from '../knowledge/search-prior.ts';
import { configurationKey } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { distinct } from './distinct.ts';
import { createFixedOrder } from './fixed-order.ts';
import type { StrategyFactory } from './strategy.ts';

/** What earlier tasks say of one configuration of the space. */
interface Standing {
  /** Mean share of the tasks' best objective, over the tasks that know it; 0 where none does. */
  readonly mean: number;
  /** Number of tasks that know it. */
  readonly known: number;
}

/** Share of the task's best, by configuration: 1 for the best, 0 for a failed trial. Empty where nothing was measured. */
function sharesOf({ points }: KnownTask): ReadonlyMap<string, number> {
  const best = points.reduce((most, { value }) => Math.max(most, value ?? -Infinity), -Infinity);
  if (best === -Infinity) return new Map();
  return new Map(
    points.map(({ configuration, value }) => [
      configurationKey(configuration),
      value === null ? 0 : Math.exp(value - best),
    ]),
  );
}

function standingOf(key: string, tasks: readonly ReadonlyMap<string, number>[]): Standing {
  let sum = 0;
  let known = 0;
  for (const shares of tasks) {
    const share = shares.get(key);
    if (share === undefined) continue;
    sum += share;
    known++;
  }
  return { mean: known > 0 ? sum / known : 0, known };
}

/** Well-known configurations by their mean; then the others, those that most tasks know first; equals in the grid's order. */
function byMean(space: SearchSpace, tasks: readonly ReadonlyMap<string, number>[]) {
  const enough = tasks.length / 2;
  const ranked = space.configurations.map((configuration) => {
    const { mean, known } = standingOf(configurationKey(configuration), tasks);
    return { configuration, mean, known: known >= enough ? Infinity : known };
  });
  const order = ranked.sort((a, b) => (a.known === b.known ? b.mean - a.mean : b.known - a.known));
  return order.map(({ configuration }) => configuration);
}

/**
 * The runtime's default, then the configurations in descending order of their mean share of the best over all earlier
 * tasks; those that fewer than half of the tasks know come last. Whatever is like what does not matter and measurements
 * change nothing: the baseline that any transfer of knowledge must beat. Without earlier tasks it is the grid's order.
 */
export const createBestMean: StrategyFactory = ({ space, prior }) => {
  const tasks = prior.tasks.map(sharesOf).filter((shares) => shares.size > 0);
  const isCold = tasks.length === 0;
  const order = isCold ? space.configurations : byMean(space, tasks);
  return createFixedOrder(
    'best-mean',
    distinct([space.reference, ...order]),
    isCold ? 'next of the grid: no earlier task is known' : 'best on average over earlier tasks',
  );
};
