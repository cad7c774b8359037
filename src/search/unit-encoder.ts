import type { Configuration } from '../space/configuration.ts';
import { createConfigurationEncoder } from '../space/configuration-encoder.ts';
import type { SearchSpace } from '../space/search-space.ts';

/** Coordinates of a configuration, −1 to 1 within the space, beyond where another task went beyond it. */
export type UnitEncoder = (configuration: Configuration) => readonly number[];

/** Configurations as inputs of a network: every coordinate stretched over the range that the space has. */
export function createUnitEncoder(space: SearchSpace, defaultThreads: number): UnitEncoder {
  const { encode, features } = createConfigurationEncoder(space.knobs, defaultThreads);
  const low = features.map(() => Infinity);
  const high = features.map(() => -Infinity);
  for (const configuration of space.configurations) {
    encode(configuration).forEach((value, i) => {
      low[i] = Math.min(low[i] as number, value);
      high[i] = Math.max(high[i] as number, value);
    });
  }
  return (configuration) =>
    encode(configuration).map((value, i) => {
      const from = low[i] as number;
      const span = (high[i] as number) - from;
      return span > 0 ? (2 * (value - from)) / span - 1 : 0;
    });
}
