import { monotonicMs } from '../monotonic-clock.ts';
import type { FedRun, FeedSource, Feeds } from './feed-source.ts';

/** What warming up over many lengths found out. */
interface ShapeWarmUp {
  readonly firstRunMs: number;
  readonly runs: number;
  /** Time of the last run at each length, ms. */
  readonly shapeMs: ReadonlyMap<number, number>;
  /** Whether every length was run more than once. */
  readonly warmedUp: boolean;
}

/** Times around all lengths: the first run of each allocates and plans, the others are timed. */
const PASSES = 3;
/** Lengths that are always visited: the longest, which allocates the most, and the shortest, so that all lie between. */
const FEWEST = 2;

/** Runs every length a few times, until `maxMs` is over; lengths left out are met later, marked as new. */
export async function warmShapes(
  { everyShape, mark }: Pick<FeedSource, 'everyShape' | 'mark'>,
  run: (feeds: Feeds) => Promise<unknown>,
  maxMs: number,
): Promise<ShapeWarmUp> {
  const began = monotonicMs();
  const shapeMs = new Map<number, number>();
  let firstRunMs: number | null = null;
  let runs = 0;
  let completed = 0;
  const isOver = (): boolean => runs >= FEWEST && monotonicMs() - began >= maxMs;
  const visit = async ({ feeds, shape }: FedRun): Promise<void> => {
    const start = monotonicMs();
    await run(feeds);
    const time = monotonicMs() - start;
    firstRunMs ??= time;
    shapeMs.set(shape, time);
    mark(shape);
    runs++;
  };
  for (; completed < PASSES && !isOver(); completed++) {
    for (const one of everyShape) {
      if (isOver()) break;
      await visit(one);
    }
  }
  return { firstRunMs: firstRunMs ?? 0, runs, shapeMs, warmedUp: runs >= 2 * everyShape.length };
}
