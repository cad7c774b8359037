import { distinct } from './distinct.ts';
import { createFixedOrder } from './fixed-order.ts';
import type { StrategyFactory } from './strategy.ts';

/** The runtime's default first, then the space in random order without repeats: the baseline any search must beat. */
export const createRandomOrder: StrategyFactory = ({ space, random }) => {
  const shuffled = random.fork('random-order').shuffle(space.configurations);
  const order = distinct([space.reference, ...shuffled]);
  return createFixedOrder('random', order, 'drawn at random');
};
