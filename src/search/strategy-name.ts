/** Every strategy by the name that users give it; the one used when none is named first. */
export const STRATEGY_NAMES = [
  'adaptive',
  'staged',
  'falcon',
  'morphling',
  'gp',
  'tpe',
  'hill-climb',
  'recipe',
  'aimd',
  'best-mean',
  'random',
  'grid',
  'default',
] as const;

export type StrategyName = (typeof STRATEGY_NAMES)[number];

/** The strategy used when none is named. */
export const DEFAULT_STRATEGY: StrategyName = STRATEGY_NAMES[0];
