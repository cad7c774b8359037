import { createFixedOrder } from './fixed-order.ts';
import type { StrategyFactory } from './strategy.ts';

/** Measures the runtime's default and nothing else: what serving without any tuning gives. */
export const createDefaultOnly: StrategyFactory = ({ space }) =>
  createFixedOrder('default', [space.reference], "the runtime's default");
