import type { Clock } from '../core/clock.ts';
import { formatSignificant } from '../core/format-significant.ts';
import { blockLengths } from '../load/block-lengths.ts';
import type { OpenLoad } from '../load/load.ts';
import type { GoodputTrial } from '../load/load-statistics.ts';
import { capacityOf, estimateGoodput } from '../load/queue-estimate.ts';
import type { Failure } from '../study/trial.ts';
import { type BlockLane, limitsOf, openBlockLane, planBlock, runBlock } from './block-lane.ts';
import { blockMeasurement } from './block-measurement.ts';
import { blockLogRatios } from './block-ratios.ts';
import type { BlockRecord } from './block-record.ts';
import type { GoodputMemory } from './goodput-memory.ts';
import {
  afterBlock,
  beginTurns,
  type GoodputTurns,
  goodputStanding,
  nextBlock,
} from './goodput-turns.ts';
import type { HeatDiscipline } from './heat-discipline.ts';
import { hasGoodput, type LoadSettings, tightestBound } from './load-settings.ts';

/** Switching between members takes about so long, ms. */
const SWITCH_MS = 50;
/** A search for the goodput ends at this multiple of what full batches back to back would serve: nothing lies beyond. */
const MOST_OF_CAPACITY = 1.25;
/** It gives up after five halvings of the rate it began with. */
const LEAST_OF_START = 1 / 32;
/** Where the bound is expected to hold at no rate, it begins with this share of the capacity. */
const HOPELESS_SHARE = 0.1;

/** What searches for the goodput lean on in one heat. */
export interface GoodputHeat {
  /** Rates that are known to hold beforehand, for whoever is in the heat. */
  readonly known?: readonly GoodputTrial[];
  readonly memory: GoodputMemory;
  /** Whether a rate has to be shown to hold; to compare configurations, where the goodput lies is enough. */
  readonly claims: boolean;
}

/**
 * Turns of blocks in which a load is offered. All members of a round are offered the same requests, seeded by `seed`; where the
 * objective is goodput, each at the next rate of its own `search`. Throws a `RangeError` where goodput is asked for without
 * an open load or without a bound.
 */
export function createBlockDiscipline(
  settings: LoadSettings,
  seed: string,
  clock: Clock,
  search: GoodputHeat,
): HeatDiscipline<BlockLane> {
  const { load, objective } = settings;
  const searched = objective === 'goodput' ? searchedLoad(settings) : null;
  return {
    open: async (configuration, group, limits, device) => {
      const lane = await openBlockLane(configuration, group, limits, device);
      if (searched !== null) lane.search = beginSearch(lane, searched, settings, search);
      return lane;
    },
    turn: async (lane, turn) => {
      const next = lane.search && nextBlock(lane.search);
      const plan = planBlock(lane.configuration, settings, `${seed}/${turn.round}`, next);
      const block = await runBlock(lane, plan, turn, () => clock.now());
      if (block.result.answered === 0) return overload(lane, block);
      if (lane.search !== null) {
        lane.search = afterBlock(lane.search, block);
        if (nextBlock(lane.search) === null) remember(lane, lane.search, search.memory);
        return null;
      }
      return block.overloaded && !turn.isReference ? overload(lane, block) : null;
    },
    costMs: (lane) => {
      const next = lane.search && nextBlock(lane.search);
      const { rampMs, windowMs } = blockLengths(
        next === null || load.kind === 'closed' ? load : { ...load, ratePerS: next.ratePerS },
        next?.looks,
      );
      return rampMs + windowMs + SWITCH_MS + (lane.times.at(-1)?.runMs ?? 0);
    },
    isDone: ({ search }) => search !== null && nextBlock(search) === null,
    logRatios: (lane, reference) => blockLogRatios(lane, reference, settings),
    measurement: (lane, reference, heat) => blockMeasurement(lane, reference, settings, heat),
  };
}

function searchedLoad(settings: LoadSettings): OpenLoad {
  const { load } = settings;
  if (load.kind === 'closed' || !hasGoodput(settings)) {
    throw new RangeError('a goodput needs a rate of arrivals and a bound on latency');
  }
  return load;
}

/** Begins where the times of runs, and what earlier heats found of the same configuration, let expect the goodput. */
function beginSearch(
  lane: BlockLane,
  load: OpenLoad,
  settings: LoadSettings,
  search: GoodputHeat,
): GoodputTurns {
  const { configuration, times } = lane;
  const { bounds } = settings;
  const { known = [], memory, claims } = search;
  const limits = limitsOf(configuration, load, settings);
  const capacityPerS = capacityOf({ limits, times });
  const bound = tightestBound(bounds);
  const expected = bound === null ? 0 : estimateGoodput(load, { limits, times }, bound);
  const expectedPerS = expected || HOPELESS_SHARE * capacityPerS;
  lane.expectedPerS = expectedPerS;
  const { startPerS, stride } = memory.startOf(configuration, expectedPerS);
  const highestPerS = Math.max(
    MOST_OF_CAPACITY * capacityPerS,
    startPerS,
    ...known.map((tried) => tried.ratePerS),
  );
  const lowestPerS = LEAST_OF_START * startPerS;
  const question = { startPerS, stride, lowestPerS, highestPerS };
  return beginTurns({ question, bounds, claims }, known);
}

function remember(lane: BlockLane, found: GoodputTurns, memory: GoodputMemory): void {
  memory.keep(lane.configuration, lane.expectedPerS, Math.exp(goodputStanding(found).value));
}

function overload({ group }: BlockLane, block: BlockRecord): Failure {
  const { result, offeredPerS } = block;
  const served = result.capacityPerS ?? (1000 * result.answered) / result.windowMs;
  const message =
    offeredPerS === null
      ? 'answers no request in the time of a block'
      : `serves ${rate(served)} of the ${rate(offeredPerS)} offered`;
  return { kind: 'overloaded', message, stderr: group.stderr() };
}

const rate = (perS: number): string => `${formatSignificant(perS, 3)}/s`;
