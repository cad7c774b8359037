import { distinct } from './distinct.ts';
import { createFixedOrder } from './fixed-order.ts';
import { groupBySession } from './group-by-session.ts';
import type { StrategyFactory } from './strategy.ts';

/** Every configuration of the space, the runtime's default first, session by session. */
export const createGrid: StrategyFactory = ({ space }) =>
  createFixedOrder(
    'grid',
    groupBySession(distinct([space.reference, ...space.configurations])),
    'next of the grid',
  );
