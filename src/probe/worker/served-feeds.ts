import type { FeedSpec } from '../../onnx/feed-spec.ts';
import { monotonicMs } from '../monotonic-clock.ts';
import type { FeedSource, Feeds } from './feed-source.ts';
import { prefixFeeds } from './prefix-feeds.ts';

/** The feeds of all batch sizes up to the largest: a batcher asks for any of them at any time. */
export interface ServedFeeds {
  /** Gets ready for batches of up to `maxBatch`. */
  reach(maxBatch: number): void;
  /** Runs sizes up to `maxBatch` that have not been run yet, for `maxMs` at most: their first run allocates. */
  warm(maxBatch: number, run: (batch: number) => Promise<unknown>, maxMs: number): Promise<void>;
  /** Those of the next run of so many samples. */
  next(batch: number): Feeds;
  forget(): void;
}

/**
 * Smaller batches are the beginning of the largest, in the same memory, where samples lie one after the other: feeds of
 * their own for every size would take half as much as the square of the largest. Otherwise they come from `sourceFor`.
 */
export function createServedFeeds(
  specs: readonly FeedSpec[],
  sourceFor: (batch: number) => FeedSource,
): ServedFeeds {
  const prefixes = new Map<number, Feeds>();
  const warmed = new Set<number>();
  let reached = 0;
  const feedsOf = (batch: number): Feeds => {
    const known = prefixes.get(batch);
    if (known !== undefined) return known;
    const largest = sourceFor(reached);
    if (batch === reached || largest.everyShape.length > 0) return sourceFor(batch).next().feeds;
    const feeds = prefixFeeds(largest.peek().feeds, specs, batch, reached);
    if (feeds === null) return sourceFor(batch).next().feeds;
    prefixes.set(batch, feeds);
    return feeds;
  };
  return {
    reach: (maxBatch) => {
      if (maxBatch <= reached) return;
      reached = maxBatch;
      prefixes.clear();
      for (let batch = 1; batch <= maxBatch; batch++) feedsOf(batch);
    },
    warm: async (maxBatch, run, maxMs) => {
      const until = monotonicMs() + maxMs;
      for (const batch of warmUpSizes(maxBatch)) {
        if (warmed.has(batch)) continue;
        if (monotonicMs() > until) return;
        await run(batch);
        warmed.add(batch);
      }
    },
    next: feedsOf,
    forget: () => {
      prefixes.clear();
      warmed.clear();
      reached = 0;
    },
  };
}

/** The largest first, which allocates the most, then 1 and the powers of two in between. */
function warmUpSizes(maxBatch: number): readonly number[] {
  const sizes = new Set([maxBatch]);
  for (let size = 1; size < maxBatch; size *= 2) sizes.add(size);
  return [...sizes];
}
