import { pricePerHour } from '../space/price-per-hour.ts';
import type { LogRatio, LogRatios } from '../study/trial.ts';
import type { BlockLane } from './block-lane.ts';
import {
  type BlockRecord,
  longestOf,
  meanLatencyOf,
  requestsOf,
  requestTimes,
} from './block-record.ts';
import { goodputStanding } from './goodput-turns.ts';
import { logRatios, SAME, toLogRatio } from './heat-statistics.ts';
import type { LoadSettings } from './load-settings.ts';

/** Requests from which on a block is compared by its 99th percentile; below, by its mean. */
const FEWEST_FOR_P99 = 100;

/** Log-ratios of a member to the reference; those of throughput, latency and efficiency from the rounds in which both ran. */
export function blockLogRatios(
  member: BlockLane,
  reference: BlockLane,
  settings: LoadSettings,
): LogRatios {
  const same = member === reference;
  const pricing = { ...settings, usableCores: settings.cores };
  const cost = Math.log(
    pricePerHour(reference.configuration, pricing) / pricePerHour(member.configuration, pricing),
  );
  return {
    ...logRatios(member, reference),
    latency: same ? SAME : latencyRatio(member, reference),
    cost: { ...SAME, value: same ? 0 : cost },
    ...(member.search &&
      reference.search && {
        goodput: same
          ? SAME
          : difference(goodputStanding(member.search), goodputStanding(reference.search)),
      }),
  };
}

function difference(mine: LogRatio, theirs: LogRatio): LogRatio {
  return {
    value: mine.value - theirs.value,
    standardError: Math.hypot(mine.standardError, theirs.standardError),
    degreesOfFreedom: Math.min(mine.degreesOfFreedom, theirs.degreesOfFreedom),
  };
}

function latencyRatio(member: BlockLane, reference: BlockLane): LogRatio {
  const theirsIn = new Map(reference.blocks.map((b) => [b.round, b]));
  const logs = member.blocks.flatMap((mine) => {
    const theirs = theirsIn.get(mine.round);
    if (theirs === undefined) return [];
    const fewest = Math.min(requestsOf([mine]), requestsOf([theirs]));
    const time = fewest < FEWEST_FOR_P99 ? meanOrLongest : tailOrLongest;
    return [Math.log(time(theirs) / time(mine))];
  });
  return toLogRatio(logs);
}

const tailOrLongest = (block: BlockRecord): number =>
  requestTimes([block]).observed(0.99, longestOf(block));

function meanOrLongest(block: BlockRecord): number {
  const answered = block.result.latenciesMs.length;
  const requests = requestsOf([block]);
  const lost = requests - answered;
  return (
    ((answered > 0 ? answered * meanLatencyOf([block]) : 0) + lost * longestOf(block)) / requests
  );
}
