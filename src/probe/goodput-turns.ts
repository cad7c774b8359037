import { blockLengths } from '../load/block-lengths.ts';
import { boundEvidence } from '../load/bound-evidence.ts';
import { goodputBracket } from '../load/goodput-bracket.ts';
import { type Claim, nextClaim } from '../load/goodput-claim.ts';
import {
  type GoodputQuestion,
  goodputBelief,
  nextGoodputRate,
  type RateSeen,
} from '../load/goodput-search.ts';
import type { Goodput } from '../load/load-statistics.ts';
import type { LogRatio } from '../study/trial.ts';
import { type BlockRecord, p99Of, requestsOf, requestTimes } from './block-record.ts';
import { boundCounts } from './bound-counts.ts';
import type { LatencyLimit } from './load-settings.ts';

/** Rates of which evidence is gathered at most, and blocks for each before it is given up as undecided. */
const MOST_CLAIMS = 5;
const MOST_LOOKS = 3;
/** Each look of the whole search takes its share of the one in a hundred that may be wrong (Bonferroni). */
const CONFIDENCE = 1 - 0.01 / (MOST_CLAIMS * MOST_LOOKS);
/** A belief from a bracket has hard ends, so its error has no tail: as good as known. Finite, since JSON knows no infinity. */
const DEGREES_OF_FREEDOM = 1e9;
/** Shorter than that a block of evidence is not: one length more than the blocks that only look. */
const FIRST_LOOK = 1;

type Tried = Goodput['tried'][number];

/**
 * A search for the goodput of one member, block after block: first blocks that look on which side of the goodput their rate
 * lies, then, where `claims` is set, claims: rates that get blocks of their own until evidence has come. No block that led to
 * a claim is part of its evidence, and all looks at all claims share one error of 1 %.
 */
export interface GoodputTurns {
  readonly tried: readonly Tried[];
  readonly seen: readonly RateSeen[];
  /** What was known to hold before the search began. */
  readonly known: readonly Claim[];
  readonly made: readonly Claim[];
  /** Blocks of the claim that is under way. */
  readonly open: readonly BlockRecord[];
  readonly question: GoodputQuestion;
  readonly bounds: readonly LatencyLimit[];
  /** Whether a rate has to be shown to hold; otherwise where the goodput lies is enough. */
  readonly claims: boolean;
}

/** The block that a search asks for. */
export interface NextBlock {
  readonly ratePerS: number;
  /** How much longer than usual it is to be: see `blockLengths`. */
  readonly looks: number;
  /** Whether it is part of the evidence for its rate. */
  readonly isClaim: boolean;
}

/** A search that begins, with what is `known` to hold beforehand. */
export function beginTurns(
  start: Pick<GoodputTurns, 'question' | 'bounds' | 'claims'>,
  known: readonly Tried[],
): GoodputTurns {
  const boundMs = Math.min(...start.bounds.map((b) => b.boundMs));
  return {
    ...start,
    tried: known,
    seen: known.map(({ ratePerS, requests, p99Ms }) => ({
      ratePerS,
      requests,
      excess: Math.min(0, Math.log((p99Ms ?? boundMs) / boundMs)),
    })),
    known: known.map(({ ratePerS }) => ({ ratePerS, held: true })),
    made: [],
    open: [],
  };
}

/** The next block; null where the search is done. */
export function nextBlock(turns: GoodputTurns): NextBlock | null {
  const { open, seen, question, known, made, claims } = turns;
  const underWay = open[0]?.offeredPerS ?? null;
  if (underWay !== null) {
    return { ratePerS: underWay, looks: FIRST_LOOK + open.length, isClaim: true };
  }
  // Claims say more of where the goodput lies, but nobody goes back to looking.
  const looking = made.length > 0 ? null : nextGoodputRate(seen, question);
  if (looking !== null) return { ratePerS: looking, looks: 0, isClaim: false };
  if (!claims || made.length >= MOST_CLAIMS) return null;
  const ratePerS = nextClaim(seen, [...known, ...made], question);
  return ratePerS === null ? null : { ratePerS, looks: FIRST_LOOK, isClaim: true };
}

/** The search after one more block, the one of `nextBlock`. */
export function afterBlock(turns: GoodputTurns, block: BlockRecord): GoodputTurns {
  const isClaim = nextBlock(turns)?.isClaim ?? false;
  const ratePerS = block.offeredPerS ?? 0;
  const seen = [...turns.seen, seenOf(block, turns.bounds)];
  const blocks = isClaim ? [...turns.open, block] : [block];
  const judgement = judge(blocks, turns.bounds);
  const { verdict } = judgement;
  if (isClaim && verdict === 'undecided' && mayBeShown(blocks, judgement)) {
    return { ...turns, seen, open: blocks };
  }
  const shown = isClaim || verdict !== 'held' ? verdict : 'undecided';
  const tried = { ratePerS, verdict: shown, requests: requestsOf(blocks), p99Ms: p99Of(blocks) };
  return {
    ...turns,
    seen,
    open: [],
    made: isClaim ? [...turns.made, { ratePerS, held: verdict === 'held' }] : turns.made,
    tried: [...turns.tried, tried],
  };
}

/** What was found so far; null where no try came to an end. */
export function goodputOf({ tried }: GoodputTurns): Goodput | null {
  return tried.length === 0 ? null : { ...goodputBracket(tried), tried };
}

/** The logarithm of the goodput as far as it is known: see `goodputBelief`. */
export function goodputStanding({ seen, question }: GoodputTurns): LogRatio {
  return { ...goodputBelief(seen, question), degreesOfFreedom: DEGREES_OF_FREEDOM };
}

/**
 * The rate whose blocks say most of the member: the highest that was shown to hold, else the highest that was seen to be low
 * enough, else the lowest; null before the first block.
 */
export function describedRate({ tried, seen }: GoodputTurns): number | null {
  if (seen.length === 0) return null;
  const { heldPerS } = goodputBracket(tried);
  const rates = (some: readonly RateSeen[]): number[] => some.map((s) => s.ratePerS);
  const above = Math.min(...rates(seen.filter((s) => s.excess > 0)));
  const below = Math.max(0, ...rates(seen.filter((s) => s.ratePerS < above)));
  return heldPerS || below || Math.min(...rates(seen));
}

/** A quantile on a request without an answer is beyond every bound. */
function seenOf(block: BlockRecord, bounds: readonly LatencyLimit[]): RateSeen {
  const times = requestTimes([block]);
  const excess = bounds.map(({ quantile, boundMs }) =>
    Math.log(times.observed(quantile, Infinity) / boundMs),
  );
  const { result, overloaded, offeredPerS } = block;
  const seen = {
    ratePerS: offeredPerS ?? 0,
    requests: requestsOf([block]),
    excess: overloaded ? Infinity : Math.max(...excess),
  };
  const servedPerS = result.capacityPerS ?? (1000 * result.answered) / result.windowMs;
  return overloaded ? { ...seen, servedPerS } : seen;
}

/** What the evidence of some blocks amounts to, and how many more requests without a miss would show that every bound holds. */
interface Judgement {
  readonly verdict: Tried['verdict'];
  readonly requestsNeeded: number;
}

function judge(blocks: readonly BlockRecord[], bounds: readonly LatencyLimit[]): Judgement {
  if (blocks.some((block) => block.overloaded)) return { verdict: 'overloaded', requestsNeeded: 0 };
  const requests = requestsOf(blocks);
  const all = boundCounts(blocks, bounds).map((count) =>
    boundEvidence({ ...count, requests, confidence: CONFIDENCE }),
  );
  const requestsNeeded = Math.max(
    ...all.map((e) => (e.verdict === 'undecided' ? e.requestsNeeded : 0)),
  );
  if (all.some((e) => e.verdict === 'broken')) return { verdict: 'broken', requestsNeeded };
  return { verdict: requestsNeeded > 0 ? 'undecided' : 'held', requestsNeeded };
}

/** Whether the blocks that a claim may still have could show that it holds. */
function mayBeShown(blocks: readonly BlockRecord[], { requestsNeeded }: Judgement): boolean {
  const load = blocks[0]?.plan.load;
  if (load === undefined || load.kind === 'closed') return false;
  let requests = 0;
  for (let looks = blocks.length; looks < MOST_LOOKS; looks++) {
    requests += (load.ratePerS * blockLengths(load, FIRST_LOOK + looks).windowMs) / 1000;
  }
  return requestsNeeded <= requests;
}
