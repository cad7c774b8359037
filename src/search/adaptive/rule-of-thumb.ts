import type { Configuration } from '../../space/configuration.ts';

/** How an operator speeds up with threads: their number to this power (Amdahl's law in the small). */
const THREAD_POWER = 0.75;
/** Batch size, in multiples of the file's own, where throughput usually stops rising; as log2. */
const KNEE = 3;
/** What one doubling of the batch away from the knee costs, at the second power. */
const BEND = 0.02;

/**
 * What anybody would expect of any model, as a log-ratio to the reference: instances share nothing, threads within one wait
 * for each other, more of both than cores gain nothing, and batches help up to a point. It has to be better than expecting
 * nothing at all, no more: it is where a search starts that knows neither the host nor a model like this one.
 */
export function ruleOfThumb(
  configurations: readonly Configuration[],
  reference: Configuration,
  cores: number,
): Float64Array {
  const speed = ({ instances, intraOpThreads, batchSize }: Configuration): number => {
    const threads = intraOpThreads === 0 ? cores : intraOpThreads;
    const crowding = Math.max(1, (instances * threads) / cores);
    const doublings = Math.log2(batchSize / reference.batchSize) - KNEE;
    return Math.log((instances * threads ** THREAD_POWER) / crowding) - BEND * doublings ** 2;
  };
  const base = speed(reference);
  return Float64Array.from(configurations, (c) => speed(c) - base);
}
