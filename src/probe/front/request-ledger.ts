import { quantile } from '../../stats/quantile.ts';
import { sortSample } from '../../stats/sorted-sample.ts';

/** What becomes of the requests of a block, in the order of their arrival. Times in ms since the block began. */
export interface RequestLedger {
  /** A request that was intended for `intendedAt` was offered at `at`; its number, from 0. */
  offer(intendedAt: number, at: number, counts: boolean): number;
  start(id: number, at: number): void;
  /** How long it took, ms; null for one that does not count. */
  answer(id: number, at: number): number | null;
  drop(id: number, fate: 'rejected' | 'expired'): void;
  /** Requests that count and have met no fate yet. */
  readonly open: number;
  /** Of the requests that count. */
  summary(): LedgerSummary;
}

interface LedgerSummary {
  /** From intended arrival to answer, in the order of arrival, of those that were answered. */
  readonly latenciesMs: Float64Array;
  readonly rejected: number;
  readonly expired: number;
  readonly unanswered: number;
  /** Waiting before the run, over the requests of `latenciesMs`, together. */
  readonly waitedMs: number;
  /** 99th percentile of how long after their intended arrival requests were offered; 0 where there were none. */
  readonly generatorLagMs: number;
}

interface Entry {
  readonly intendedAt: number;
  readonly counts: boolean;
  startedAt: number;
  /** NaN until answered. */
  endedAt: number;
}

export function createRequestLedger(): RequestLedger {
  const entries: Entry[] = [];
  const lags: number[] = [];
  const dropped = { rejected: 0, expired: 0 };
  let open = 0;
  return {
    get open() {
      return open;
    },
    offer: (intendedAt, at, counts) => {
      entries.push({ intendedAt, counts, startedAt: Number.NaN, endedAt: Number.NaN });
      if (counts) {
        open += 1;
        lags.push(at - intendedAt);
      }
      return entries.length - 1;
    },
    start: (id, at) => {
      (entries[id] as Entry).startedAt = at;
    },
    answer: (id, at) => {
      const entry = entries[id] as Entry;
      entry.endedAt = at;
      if (!entry.counts) return null;
      open -= 1;
      return at - entry.intendedAt;
    },
    drop: (id, fate) => {
      if (!(entries[id] as Entry).counts) return;
      open -= 1;
      dropped[fate] += 1;
    },
    summary: () => {
      const answered = entries.filter((e) => e.counts && !Number.isNaN(e.endedAt));
      return {
        latenciesMs: Float64Array.from(answered, (e) => e.endedAt - e.intendedAt),
        ...dropped,
        unanswered: open,
        waitedMs: answered.reduce((sum, e) => sum + (e.startedAt - e.intendedAt), 0),
        generatorLagMs: lags.length === 0 ? 0 : quantile(sortSample(lags), 0.99),
      };
    },
  };
}
