import type { BlockPlan, BlockResult } from '../load/load-block.ts';
import { mean } from '../stats/mean.ts';
import { quantile } from '../stats/quantile.ts';
import { sortSample } from '../stats/sorted-sample.ts';
import { runsToSupport } from '../stats/supported-quantile.ts';
import type { SliceRecord } from '../study/trial.ts';

/** A block of one member in one round. */
export interface BlockRecord {
  readonly round: number;
  /** Start of the counted window, ms since the heat began. */
  readonly atMs: number;
  /** Rate that was offered, per second; null for a closed load. */
  readonly offeredPerS: number | null;
  readonly plan: BlockPlan;
  readonly result: BlockResult;
  /** Whether the queue grew without bound, by the watch inside the block or by what was left at its end. */
  readonly overloaded: boolean;
}

/** Requests of a block that had no answer, for whatever reason. */
export const lostOf = ({ rejected, expired, unanswered }: BlockResult): number =>
  rejected + expired + unanswered;

/** Requests that count, with and without an answer. */
export const requestsOf = (blocks: readonly BlockRecord[]): number =>
  blocks.reduce((sum, { result }) => sum + result.latenciesMs.length + lostOf(result), 0);

/** Times of all answered requests in the order of arrival, ms. */
export function latenciesOf(blocks: readonly BlockRecord[]): number[] {
  return blocks.flatMap(({ result }) => [...result.latenciesMs]);
}

/** A request without an answer took as long as the block, at least: to leave it out would make the worst look best. */
export const longestOf = ({ plan }: BlockRecord): number =>
  plan.rampMs + plan.windowMs + plan.drainMs;

/** Mean time of the requests that were answered, ms; where none was, what it must have been at least. */
export function meanLatencyOf(blocks: readonly BlockRecord[]): number {
  const latencies = latenciesOf(blocks);
  return mean(latencies.length === 0 ? blocks.map(longestOf) : latencies);
}

/** Requests that took longer than `boundMs` or had no answer. */
export function countBound(blocks: readonly BlockRecord[], boundMs: number): number {
  return blocks.reduce((count, { result }) => {
    let late = lostOf(result);
    for (const latency of result.latenciesMs) if (latency > boundMs) late += 1;
    return count + late;
  }, 0);
}

/** How long requests took, those without an answer taken as infinite: sorted once for all that is asked of them. */
export interface RequestTimes {
  /**
   * The p-quantile, ms; null where it falls on a request without an answer, or where there are too few requests to say anything
   * of it.
   */
  quantile(p: number): number | null;
  /**
   * The p-quantile however few requests there are, `lostMs` standing for those without an answer; null where it is `null` and
   * falls on one of them.
   */
  observed<L extends number | null>(p: number, lostMs: L): number | L;
}

export function requestTimes(blocks: readonly BlockRecord[]): RequestTimes {
  const answered = sortSample(latenciesOf(blocks));
  const requests = requestsOf(blocks);
  const observed = <L extends number | null>(p: number, lostMs: L): number | L => {
    const rank = (requests - 1) * p;
    if (Math.ceil(rank) >= answered.length) return lostMs;
    // Those without an answer come last: the quantile of all lies at this share of the answered ones.
    return quantile(answered, Math.min(1, rank / Math.max(1, answered.length - 1)));
  };
  return {
    quantile: (p) => (requests < runsToSupport(p) ? null : observed(p, null)),
    observed,
  };
}

export const p99Of = (blocks: readonly BlockRecord[]): number | null =>
  requestTimes(blocks).quantile(0.99);

/** A block in the shape of a slice, in runs of full batches. */
export function blockSlice(block: BlockRecord, batchSize: number): SliceRecord {
  const { result } = block;
  const runs = result.answered / batchSize;
  // The CPU time is that of window and drain, in which the requests of the window were answered, or those of the ramp.
  const paidFor = Math.max(result.answered, result.latenciesMs.length) / batchSize;
  return {
    round: block.round,
    atMs: block.atMs,
    windowMs: result.windowMs,
    runs,
    runMs: meanLatencyOf([block]),
    cpuMsPerRun: result.instancesCpuMs / paidFor,
  };
}
