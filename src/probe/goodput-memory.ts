import { type Configuration, configurationKey } from '../space/configuration.ts';

/** First steps of a search, as factors: where only run times are known, and where it was found before. */
const STRIDE = { expected: 1.3, found: 1.1 };

/** What the heats of a prober found of the goodput of each configuration, so that the next one need not begin anew. */
export interface GoodputMemory {
  /** Where a search starts, requests per second, where `expectedPerS` is expected by the run times as they are now; and how far its first step goes. */
  startOf(
    configuration: Configuration,
    expectedPerS: number,
  ): { readonly startPerS: number; readonly stride: number };
  /** Takes in what was found where so much was expected. */
  keep(configuration: Configuration, expectedPerS: number, foundPerS: number): void;
}

/**
 * The start is halfway (of the logarithms) between what was found last and what was found by the run times as they are now: machines
 * change their speed by 20 to 50 % from heat to heat, and run times of a few short slices are as unsure.
 */
export function createGoodputMemory(): GoodputMemory {
  const found = new Map<string, { readonly expectedPerS: number; readonly foundPerS: number }>();
  return {
    startOf: (configuration, expectedPerS) => {
      const last = found.get(configurationKey(configuration));
      if (last === undefined) return { startPerS: expectedPerS, stride: STRIDE.expected };
      const scaled = (last.foundPerS * expectedPerS) / last.expectedPerS;
      return { startPerS: Math.sqrt(last.foundPerS * scaled), stride: STRIDE.found };
    },
    keep: (configuration, expectedPerS, foundPerS) => {
      found.set(configurationKey(configuration), { expectedPerS, foundPerS });
    },
  };
}
