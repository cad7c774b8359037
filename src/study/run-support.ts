import type { Configuration } from '../space/configuration.ts';
import { runsToSupport } from '../stats/supported-quantile.ts';
import { claimedQuantile } from './check-constraints.ts';
import type { Standing } from './prober.ts';
import type { RoundRule } from './run-heat.ts';
import type { Sitting } from './sitting.ts';

/** Length of a slice, s, and the fewest counted runs in one. */
const SLICE_S = 0.12;
const SLICE_RUNS = 2;
/** A little more than needed, since runs that straddle a slice's edge are not whole ones. */
const SURPLUS = 1.1;

/**
 * Runs, or requests under a load, that the most demanding latency constraint needs before it can be judged; 0 where there
 * is none, and where each round asks about a rate of its own.
 */
export function runsNeeded(sitting: Sitting): number {
  if (sitting.setup.header.objective === 'goodput') return 0;
  const quantiles = sitting.setup.header.constraints.map(claimedQuantile);
  return Math.max(0, ...quantiles.map((q) => (q === null ? 0 : runsToSupport(q))));
}

/** Rounds of a heat until `configuration` has had `runs` runs, at `speedup` times the speed expected of it. */
export function roundsFor(
  sitting: Sitting,
  configuration: Configuration,
  runs: number,
  speedup = 1,
): number {
  const { blockMs, blockRequests } = sitting.pace;
  if (blockMs !== null) {
    const runsInBlock =
      (speedup * configuration.instances * blockMs) / sitting.cost.runMs(configuration);
    return Math.ceil((SURPLUS * runs) / (blockRequests ?? runsInBlock * configuration.batchSize));
  }
  const perSlice =
    (configuration.instances * SLICE_S * 1000 * speedup) / sitting.cost.runMs(configuration);
  return Math.ceil((SURPLUS * runs) / Math.max(SLICE_RUNS * configuration.instances, perSlice));
}

function isSettled(round: number, needed: readonly number[], { challenger }: Standing): boolean {
  return round >= (needed[challenger] ?? 0);
}

/**
 * Keeps a heat going until its members have the runs that a claimed latency quantile needs (459 for p99), unless
 * `maxMs` would not suffice anyway. A reference measured alone is the only member.
 */
export function measureSupport(
  sitting: Sitting,
  rule: RoundRule,
  members: readonly Configuration[],
  maxMs: number,
): RoundRule {
  const runs = runsNeeded(sitting);
  if (runs === 0) return rule;
  const roundMs = members.reduce(
    (sum, c) =>
      sum + (sitting.pace.blockMs ?? Math.max(SLICE_S * 1000, SLICE_RUNS * sitting.cost.runMs(c))),
    0,
  );
  const affordable = maxMs / roundMs;
  const needed = members
    .map((c) => roundsFor(sitting, c, runs))
    .map((n) => (n <= affordable ? n : 0));
  return (round, standings) => {
    const decision = rule(round, standings);
    const racing = standings.filter((s) => !decision.leave.includes(s.challenger));
    const settled =
      standings.length === 0
        ? round >= Math.max(0, ...needed)
        : racing.every((s) => isSettled(round, needed, s));
    return settled ? decision : { ...decision, stop: false };
  };
}
