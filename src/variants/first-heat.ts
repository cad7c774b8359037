import { groupKey } from '../study/entrant.ts';
import type { MemberOutcome, Prober } from '../study/prober.ts';
import type { LogRatios } from './contest.ts';
import type { Contestant } from './contestant.ts';
import { entrantOf } from './contestant.ts';
import { widenedRatios } from './strength.ts';

/** Rounds that tell how far the variants are apart, with the widening for sessions in mind. */
const ROUNDS = 8;

/** The defaults of variants beside each other. */
export type FirstStandings = ReadonlyMap<Contestant, LogRatios>;

/**
 * Lets the defaults of all variants run in turns once: what their searches find is set on one scale by it. Variants of one
 * file that have the same default share its slices. A default that fails stands nowhere; nor do the others where time is
 * over before they ran. Rejects when aborted.
 */
export async function runFirstHeat(
  contestants: readonly Contestant[],
  prober: Prober,
  maxMs: number,
  signal: AbortSignal,
): Promise<FirstStandings> {
  const groups = byDefault(contestants);
  // Where the first default fails, the next one is what the others are compared with.
  for (let first = 0; first < groups.length; first++) {
    const members = groups.slice(first);
    const outcomes = await runTogether(members, prober, maxMs, signal);
    const found = standingsOf(members, outcomes);
    if (found.size > 0) return found;
  }
  return new Map();
}

/** Contestants that have the same default. */
function byDefault(contestants: readonly Contestant[]): readonly (readonly Contestant[])[] {
  const groups = new Map<string, Contestant[]>();
  for (const contestant of contestants) {
    const key = groupKey(entrantOf(contestant, contestant.standard));
    groups.set(key, [...(groups.get(key) ?? []), contestant]);
  }
  return [...groups.values()];
}

async function runTogether(
  groups: readonly (readonly Contestant[])[],
  prober: Prober,
  maxMs: number,
  signal: AbortSignal,
): Promise<readonly MemberOutcome[]> {
  const [reference, ...challengers] = groups.flatMap(([one]) =>
    one === undefined ? [] : [entrantOf(one, one.standard)],
  );
  if (reference === undefined) return [];
  const heat = await prober.heat(
    {
      reference,
      challengers,
      fresh: true,
      maxMs,
      keepRunTimes: false,
      afterRound: (round) => ({ leave: [], stop: round >= ROUNDS }),
    },
    signal,
  );
  return [heat.reference, ...heat.challengers];
}

function standingsOf(
  groups: readonly (readonly Contestant[])[],
  outcomes: readonly MemberOutcome[],
): FirstStandings {
  return new Map(
    outcomes.flatMap((outcome, i) => {
      if (outcome.status !== 'measured') return [];
      const { logRatio } = outcome.measurement;
      const ratios = i === 0 ? logRatio : widenedRatios(logRatio);
      return (groups[i] ?? []).map((contestant) => [contestant, ratios] as const);
    }),
  );
}
