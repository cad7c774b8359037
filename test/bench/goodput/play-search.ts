import { createRandom, type Random } from '../../../src/core/random.ts';
import { scaledTo } from '../../../src/load/arrivals.ts';
import { type BatchTime, batchCurve } from '../../../src/load/batch-curve.ts';
import { blockLengths, giveUpAt } from '../../../src/load/block-lengths.ts';
import { type GoodputTry, goodputBracket } from '../../../src/load/goodput-bracket.ts';
import { capacityOf, estimateGoodput } from '../../../src/load/queue-estimate.ts';
import type { BlockRecord } from '../../../src/probe/block-record.ts';
import {
  afterBlock,
  beginTurns,
  goodputStanding,
  nextBlock,
} from '../../../src/probe/goodput-turns.ts';
import { growsUnseen } from '../../../src/probe/overload.ts';
import { simulateBlock } from '../../../src/probe/simulated-block.ts';
import { type OldSearch, oldAfter, oldNext } from './old-rule.ts';
import { RUN_SPREAD, type TrueServer } from './servers.ts';
import { slowMoments } from './slow-moments.ts';

/** What a search found, and what it took. */
export interface PlayedSearch {
  readonly tried: readonly GoodputTry[];
  /** Highest rate shown to hold, per second; 0 where none was. */
  readonly heldPerS: number;
  /** Where the goodput is believed to lie, per second; null where the rule has no belief. */
  readonly believedPerS: number | null;
  readonly standardError: number;
  /** Seconds of blocks until it was known where the goodput lies, until the first rate was shown to hold (null: none was), and until the end. */
  readonly lookedS: number;
  readonly shownS: number | null;
  readonly tookS: number;
}

/** Run times as a few short slices tell them. */
const SOUNDING_ERROR = 0.08;
const MOST_BLOCKS = 80;

/** Plays one block against the server, as the front would. */
export function blockPlayer(server: TrueServer, seed: string) {
  const random = createRandom(seed);
  const slowness = slowMoments(server.deviation, random.fork('machine'));
  const runMs = batchCurve(server.times);
  return (ratePerS: number, looks: number, round: number, givesUp = false): BlockRecord => {
    const load = scaledTo(server.load, ratePerS);
    const lengths = blockLengths(load, looks);
    const giveUp = giveUpAt(ratePerS, lengths, { boundMs: server.boundMs, quantile: 0.99 });
    const seeded = { load, limits: server.limits, seed: `${seed}/${round}`, ...lengths };
    const plan = givesUp ? { ...seeded, giveUp } : seeded;
    const result = simulateBlock(plan, {
      runMs,
      runSpread: RUN_SPREAD,
      cpuMsPerInference: 1,
      random,
      slowness,
    });
    const overloaded = result.overloaded || growsUnseen(plan, result);
    return { round, atMs: 0, offeredPerS: ratePerS, plan, result, overloaded };
  };
}

const secondsOf = ({ plan, result }: BlockRecord): number =>
  (plan.rampMs + result.windowMs + 50) / 1000;

function soundings(server: TrueServer, random: Random): readonly BatchTime[] {
  const error = Math.exp(SOUNDING_ERROR * random.normal());
  return server.times.map(({ batch, runMs }) => ({ batch, runMs: error * runMs }));
}

function startOf(server: TrueServer, seed: string) {
  const { limits, boundMs } = server;
  const times = soundings(server, createRandom(`${seed}/times`));
  const capacityPerS = capacityOf({ limits, times });
  const expected = estimateGoodput(server.load, { limits, times }, { quantile: 0.99, boundMs });
  return { startPerS: expected || 0.1 * capacityPerS, highestPerS: 1.25 * capacityPerS };
}

/** The search as heats run it, with evidence for what it finds. */
export function playNew(server: TrueServer, seed: string): PlayedSearch {
  const play = blockPlayer(server, seed);
  const { startPerS, highestPerS } = startOf(server, seed);
  const question = { startPerS, highestPerS, stride: 1.3, lowestPerS: startPerS / 32 };
  const bounds = [{ metric: 'latency_p99_ms', boundMs: server.boundMs, quantile: 0.99 }];
  let turns = beginTurns({ question, bounds, claims: true }, []);
  let [lookedS, tookS] = [0, 0];
  let shownS: number | null = null;
  let standing = goodputStanding(turns);
  for (let round = 0; round < MOST_BLOCKS; round++) {
    const next = nextBlock(turns);
    if (next === null) break;
    const block = play(next.ratePerS, next.looks, round, true);
    turns = afterBlock(turns, block);
    tookS += secondsOf(block);
    if (turns.tried.at(-1)?.verdict === 'held') shownS ??= tookS;
    if (!next.isClaim) {
      lookedS = tookS;
      standing = goodputStanding(turns);
    }
  }
  const { heldPerS } = goodputBracket(turns.tried);
  const { value, standardError } = standing;
  return {
    tried: turns.tried,
    heldPerS,
    believedPerS: Math.exp(value),
    standardError,
    lookedS,
    shownS,
    tookS,
  };
}

/** The search as it was before. */
export function playOld(server: TrueServer, seed: string): PlayedSearch {
  const play = blockPlayer(server, seed);
  let search: OldSearch = {
    tried: [],
    open: [],
    ...startOf(server, seed),
    boundMs: server.boundMs,
  };
  let tookS = 0;
  let shownS: number | null = null;
  for (let round = 0; round < MOST_BLOCKS; round++) {
    const next = oldNext(search);
    if (next === null) break;
    const block = play(next.ratePerS, next.looks, round);
    search = oldAfter(search, block);
    tookS += secondsOf(block);
    if (search.tried.at(-1)?.verdict === 'held') shownS ??= tookS;
  }
  const { heldPerS } = goodputBracket(search.tried);
  return {
    tried: search.tried,
    heldPerS,
    believedPerS: null,
    standardError: 0,
    lookedS: tookS,
    shownS,
    tookS,
  };
}
