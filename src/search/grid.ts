import { configurationKey } from '../space/configuration.ts';
import { createFixedOrder } from './fixed-order.ts';
import { groupBySession } from './group-by-session.ts';
import type { StrategyFactory } from './strategy.ts';

/** Every configuration of the space, the runtime's default first, session by session. */
export const createGrid: StrategyFactory = ({ space }) =>
  createFixedOrder(
    'grid',
    groupBySession([
      space.reference,
      ...space.configurations.filter(
        (c) => configurationKey(c) !== configurationKey(space.reference),
      ),
    ]),
    'next of the grid',
  );
