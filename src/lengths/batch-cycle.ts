import { createRandom } from '../core/random.ts';
import { type Buckets, bucketOf } from './buckets.ts';

/** Which requests share a run. */
export type Grouping =
  /** Neighbours in the stream, padded to the bucket of the longest. */
  | { readonly kind: 'padded'; readonly buckets: Buckets }
  /**
   * Requests of one length only, never padded. A batch is always full: under the saturating load that throughput is measured
   * at, enough requests of each length are waiting.
   */
  | { readonly kind: 'exact' };

/** The requests that every configuration is measured on. */
export interface RequestMix {
  /** Representative lengths, ascending; each stands for an equal share of the requests. */
  readonly lengths: readonly number[];
  readonly grouping: Grouping;
  readonly seed: number;
  /** What one position of one sample takes in the feeds of all inputs together. */
  readonly bytesPerPosition: number;
}

/** What one run is fed. */
export interface RequestBatch {
  /** Real length of each sample. */
  readonly lengths: readonly number[];
  /** Length that all of them are padded to. */
  readonly paddedTo: number;
}

/** Requests in the stream of a model whose feeds are of ordinary size. */
export const REQUESTS = 512;
/** A stream shorter than this stands for no distribution. */
const FEWEST_REQUESTS = 16;
/** Feeds of one batch size may take this much in each process; longer streams are thinned out. */
const FEED_LIMIT_BYTES = 64 * 2 ** 20;
/** A batch size that does not divide the stream goes around it this often before it begins again where it began. */
const MOST_ROUNDS = 4;

/**
 * The runs of a batch size, to be made over and over: one seeded stream of requests, cut into batches in the order of
 * arrival, so that every configuration and process serves the same requests. Where the batch divides the stream, or after a
 * few times around it, every request has been served equally often.
 */
export function batchCycle(mix: RequestMix, batch: number): readonly RequestBatch[] {
  for (let count = mix.lengths.length; ; count = Math.ceil(count / 2)) {
    const cycle = cutStream(streamOf(mix, count), mix.grouping, batch);
    if (count <= FEWEST_REQUESTS || feedBytes(cycle, mix) <= FEED_LIMIT_BYTES) return cycle;
  }
}

/** A batch without padding. */
export function ofOneLength(length: number, batch: number): RequestBatch {
  return { lengths: new Array<number>(batch).fill(length), paddedTo: length };
}

/** Batches with equal keys are fed the same. */
export function batchKey({ lengths, paddedTo }: RequestBatch): string {
  return `${paddedTo}:${lengths.join(',')}`;
}

/** The length that a batch with this as its longest is padded to. Lengths beyond the largest bucket are refused before. */
export function paddedLength(longest: number, grouping: Grouping): number {
  return grouping.kind === 'exact' ? longest : (bucketOf(longest, grouping.buckets) ?? longest);
}

function streamOf({ lengths, seed }: RequestMix, count: number): readonly number[] {
  const kept = Array.from(
    { length: count },
    (_, i) => lengths[Math.floor(((i + 0.5) * lengths.length) / count)] as number,
  );
  return createRandom(`${seed}/lengths`).shuffle(kept);
}

function cutStream(
  stream: readonly number[],
  grouping: Grouping,
  batch: number,
): readonly RequestBatch[] {
  const { length: count } = stream;
  if (grouping.kind === 'exact') {
    return stream.map((length) => ofOneLength(length, batch));
  }
  const runs = Math.min(count / divisor(count, batch), Math.ceil((MOST_ROUNDS * count) / batch));
  return Array.from({ length: runs }, (_, run) => {
    const at = (i: number): number => stream[(run * batch + i) % count] as number;
    const lengths = Array.from({ length: batch }, (_, i) => at(i));
    return { lengths, paddedTo: paddedLength(Math.max(...lengths), grouping) };
  });
}

function feedBytes(cycle: readonly RequestBatch[], { bytesPerPosition }: RequestMix): number {
  const distinct = new Map(cycle.map((b) => [batchKey(b), b.lengths.length * b.paddedTo]));
  return bytesPerPosition * [...distinct.values()].reduce((sum, positions) => sum + positions, 0);
}

/** Greatest common divisor (Euclid). */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
