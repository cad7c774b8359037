/** The search before 0.2, kept to be compared with: doubling and bisecting on verdicts of up to three looks. */
import { boundEvidence } from '../../../src/load/bound-evidence.ts';
import { type GoodputTry, goodputBracket } from '../../../src/load/goodput-bracket.ts';
import {
  type BlockRecord,
  countBound,
  latenciesOf,
  requestsOf,
} from '../../../src/probe/block-record.ts';
import { quantile } from '../../../src/stats/quantile.ts';
import { sortSample } from '../../../src/stats/sorted-sample.ts';

const LOOKS = 3;
const CONFIDENCE = 1 - 0.01 / LOOKS;
const CLOSE = 1.03 / 0.97;

/** Batch means of what lies beyond the 90th percentile in 20 stretches. */
export function oldClusterSize(latenciesMs: readonly number[]): number {
  const size = Math.floor(latenciesMs.length / 20);
  if (size < 10) return 1;
  const threshold = quantile(sortSample(latenciesMs), 0.9);
  const shares = Array.from({ length: 20 }, (_, i) => {
    const stretch = latenciesMs.slice(i * size, (i + 1) * size);
    return stretch.filter((latency) => latency > threshold).length / size;
  });
  const share = shares.reduce((sum, value) => sum + value, 0) / 20;
  if (share === 0) return 1;
  const variance = shares.reduce((sum, value) => sum + (value - share) ** 2, 0) / 19;
  return Math.max(1, (variance * size) / (share * (1 - share)));
}

export interface OldSearch {
  readonly tried: readonly GoodputTry[];
  readonly open: readonly BlockRecord[];
  readonly startPerS: number;
  readonly highestPerS: number;
  readonly boundMs: number;
}

export function oldNext(search: OldSearch): { ratePerS: number; looks: number } | null {
  const rate = search.open[0]?.offeredPerS ?? null;
  if (rate !== null) return { ratePerS: rate, looks: search.open.length };
  const ratePerS = oldStep(search);
  return ratePerS === null ? null : { ratePerS, looks: 0 };
}

function oldStep({ tried, startPerS, highestPerS }: OldSearch): number | null {
  if (tried.length === 0) return startPerS;
  const { heldPerS } = goodputBracket(tried);
  const failed = tried.filter((t) => t.verdict !== 'held').map((t) => t.ratePerS);
  const highest = Math.max(0, ...tried.filter((t) => t.verdict === 'held').map((t) => t.ratePerS));
  const doubtful = tried.find(
    (t) =>
      (t.verdict === 'broken' || t.verdict === 'overloaded') &&
      t.ratePerS < highest &&
      tried.filter((other) => other.ratePerS === t.ratePerS).length < 3,
  );
  if (doubtful !== undefined) return doubtful.ratePerS;
  const failedPerS = Math.min(...failed.filter((r) => r > heldPerS));
  if (failedPerS === Infinity) {
    return heldPerS >= highestPerS ? null : Math.min(highestPerS, 2 * heldPerS);
  }
  if (heldPerS === 0) return failedPerS <= startPerS / 32 ? null : failedPerS / 2;
  return failedPerS / heldPerS <= CLOSE ? null : Math.sqrt(heldPerS * failedPerS);
}

export function oldAfter(search: OldSearch, block: BlockRecord): OldSearch {
  const blocks = [...search.open, block];
  const verdict = oldVerdict(blocks, search.boundMs);
  if (verdict === 'undecided' && blocks.length < LOOKS) return { ...search, open: blocks };
  const tried = [...search.tried, { ratePerS: block.offeredPerS ?? 0, verdict }];
  return { ...search, open: [], tried };
}

function oldVerdict(blocks: readonly BlockRecord[], boundMs: number): GoodputTry['verdict'] {
  if (blocks.some((block) => block.overloaded)) return 'overloaded';
  const clusterSize = oldClusterSize(latenciesOf(blocks));
  const requests = requestsOf(blocks);
  const violations = countBound(blocks, boundMs);
  const seen = { requests, violations, quantile: 0.99, clusterSize, confidence: CONFIDENCE };
  return boundEvidence(seen).verdict;
}
