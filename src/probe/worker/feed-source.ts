import type { Tensor } from 'onnxruntime-node';
import {
  batchCycle,
  batchKey,
  type RequestBatch,
  type RequestMix,
} from '../../lengths/batch-cycle.ts';

export type Feeds = Readonly<Record<string, Tensor>>;

/** What a run is fed, and the length its samples are padded to; `shape` is negative on the first run at that length. */
export interface FedRun {
  readonly feeds: Feeds;
  readonly shape: number;
}

/** The feeds of one batch size, run after run. */
export interface FeedSource {
  /** The feeds of the next run; goes on to the one after it. */
  next(): FedRun;
  /** The feeds of the next run, once more and without going on. */
  peek(): FedRun;
  /** One run of every length, in an order in which a few soon span them all: longest, shortest, then halving the gaps. */
  readonly everyShape: readonly FedRun[];
  /** Says that this length was run. */
  mark(shape: number): void;
}

/** The same feeds in every run. */
export function steadySource(feeds: Feeds): FeedSource {
  const run = { feeds, shape: 0 };
  return { next: () => run, peek: () => run, everyShape: [], mark: () => undefined };
}

/**
 * The batches of a request mix, over and over from slice to slice. `phase` (0 to below 1) is where in the cycle to begin:
 * instances that begin apart do not all run the same batch at once.
 */
export function mixedSource(
  mix: RequestMix,
  batchSize: number,
  phase: number,
  make: (batch: RequestBatch) => Feeds,
): FeedSource {
  const made = new Map<string, FedRun>();
  const cycle = batchCycle(mix, batchSize).map((batch): FedRun => {
    const key = batchKey(batch);
    const run = made.get(key) ?? { feeds: make(batch), shape: batch.paddedTo };
    made.set(key, run);
    return run;
  });
  const byShape = new Map(cycle.map((run) => [run.shape, run]));
  const seen = new Set<number>();
  const marked = (run: FedRun): FedRun => {
    if (seen.has(run.shape)) return run;
    seen.add(run.shape);
    return { ...run, shape: -run.shape };
  };
  let at = Math.floor(phase * cycle.length);
  const here = (): FedRun => cycle[at] as FedRun;
  return {
    next: () => {
      const run = here();
      at = (at + 1) % cycle.length;
      return marked(run);
    },
    peek: () => marked(here()),
    everyShape: spread([...byShape.keys()].sort((a, b) => b - a)).map(
      (shape) => byShape.get(shape) as FedRun,
    ),
    mark: (shape) => void seen.add(shape),
  };
}

/** First, last, then the middles of the gaps, widest first. */
function spread(values: readonly number[]): readonly number[] {
  const [first, ...others] = values;
  const last = others.pop();
  if (first === undefined || last === undefined) return values;
  const order = [first, last];
  const gaps: (readonly number[])[] = [others];
  for (let gap = gaps.shift(); gap !== undefined; gap = gaps.shift()) {
    const middle = gap[gap.length >> 1];
    if (middle === undefined) continue;
    order.push(middle);
    gaps.push(gap.slice(0, gap.length >> 1), gap.slice((gap.length >> 1) + 1));
  }
  return order;
}
