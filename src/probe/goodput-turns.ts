import { boundEvidence } from '../load/bound-evidence.ts';
import { clusterSize } from '../load/cluster-size.ts';
import {
  type GoodputQuestion,
  type GoodputTry,
  goodputBracket,
  nextGoodputStep,
} from '../load/goodput-search.ts';
import type { Goodput } from '../load/load-statistics.ts';
import type { LogRatio } from '../study/trial.ts';
import { type BlockRecord, countBound, latenciesOf, p99Of, requestsOf } from './block-record.ts';
import type { LatencyLimit } from './load-settings.ts';

/** Blocks at one rate before a try is given up as undecided. */
const MOST_LOOKS = 3;
/** Each look takes its share of the one in a hundred that may be wrong. */
const CONFIDENCE = 1 - 0.01 / MOST_LOOKS;
/** Half an octave to each side: what is known where only one end of the bracket is. */
const ONE_SIDED_ERROR = 1;
/** The machine's own pace changes from try to try by about so much. */
const PACE_ERROR = 0.01;
/** The bracket has hard ends, so its error has no tail: as good as known. Finite, since JSON knows no infinity. */
const DEGREES_OF_FREEDOM = 1e9;

/** A search for the goodput of one member, block after block. */
export interface GoodputTurns {
  readonly tried: Goodput['tried'];
  /** Blocks of the try that is under way. */
  readonly open: readonly BlockRecord[];
  readonly question: GoodputQuestion;
  readonly bounds: readonly LatencyLimit[];
}

/** The block that a search asks for. */
export interface NextBlock {
  readonly ratePerS: number;
  /** Blocks at this rate that decided nothing. */
  readonly looks: number;
}

/** The next block; null where the search is done. */
export function nextBlock(turns: GoodputTurns): NextBlock | null {
  const rate = turns.open[0]?.offeredPerS ?? null;
  if (rate !== null) return { ratePerS: rate, looks: turns.open.length };
  const step = nextGoodputStep(turns.tried, turns.question);
  return step.kind === 'try' ? { ratePerS: step.ratePerS, looks: 0 } : null;
}

/** The search after one more block, the one of `nextBlock`. */
export function afterBlock(turns: GoodputTurns, block: BlockRecord): GoodputTurns {
  const blocks = [...turns.open, block];
  const verdict = verdictOf(blocks, turns.bounds);
  if (verdict === 'undecided' && blocks.length < MOST_LOOKS) return { ...turns, open: blocks };
  const ratePerS = block.offeredPerS ?? 0;
  const tried = { ratePerS, verdict, requests: requestsOf(blocks), p99Ms: p99Of(blocks) };
  return { ...turns, open: [], tried: [...turns.tried, tried] };
}

/** What was found so far; null where no try came to an end. */
export function goodputOf({ tried }: GoodputTurns): Goodput | null {
  if (tried.length === 0) return null;
  const { heldPerS, brokenPerS } = goodputBracket(tried);
  return { heldPerS, brokenPerS, tried };
}

/**
 * The logarithm of the goodput: the middle of the bracket, with the error of a uniform distribution over it. Where only one end is
 * known the error is large, and a bound that held at no rate counts as holding at the lowest one tried.
 */
export function goodputStanding({ tried, question }: GoodputTurns): LogRatio {
  const rest = { degreesOfFreedom: DEGREES_OF_FREEDOM };
  if (tried.length === 0) {
    return { value: Math.log(question.startPerS), standardError: ONE_SIDED_ERROR, ...rest };
  }
  const { heldPerS, failedPerS } = goodputBracket(tried);
  if (heldPerS === 0 || failedPerS === null) {
    const known = heldPerS || lowestOf(tried);
    return { value: Math.log(known), standardError: ONE_SIDED_ERROR, ...rest };
  }
  const standardError = Math.hypot(Math.log(failedPerS / heldPerS) / Math.sqrt(12), PACE_ERROR);
  return { value: Math.log(heldPerS * failedPerS) / 2, standardError, ...rest };
}

/** The rate whose blocks say most of the member: the highest held, else the lowest tried; null before the first. */
export function describedRate({ tried, open }: GoodputTurns): number | null {
  if (tried.length === 0) return open[0]?.offeredPerS ?? null;
  return goodputBracket(tried).heldPerS || lowestOf(tried);
}

const lowestOf = (tried: readonly GoodputTry[]): number =>
  Math.min(...tried.map((t) => t.ratePerS));

function verdictOf(
  blocks: readonly BlockRecord[],
  bounds: readonly LatencyLimit[],
): GoodputTry['verdict'] {
  if (blocks.some((block) => block.overloaded)) return 'overloaded';
  const size = clusterSize(latenciesOf(blocks));
  const requests = requestsOf(blocks);
  const verdicts = bounds.map((limit) => {
    const violations = countBound(blocks, limit.boundMs);
    const { quantile } = limit;
    const seen = { requests, violations, quantile, clusterSize: size, confidence: CONFIDENCE };
    return boundEvidence(seen).verdict;
  });
  if (verdicts.includes('broken')) return 'broken';
  return verdicts.includes('undecided') ? 'undecided' : 'held';
}
