import { configurationKey } from '../space/configuration.ts';
import { createFixedOrder } from './fixed-order.ts';
import type { StrategyFactory } from './strategy.ts';

/** The runtime's default first, then the space in random order without repeats: the baseline any search must beat. */
export const createRandomOrder: StrategyFactory = ({ space, random }) => {
  const reference = configurationKey(space.reference);
  const others = space.configurations.filter((c) => configurationKey(c) !== reference);
  const shuffled = random.fork('random-order').shuffle(others);
  return createFixedOrder('random', [space.reference, ...shuffled], 'drawn at random');
};
