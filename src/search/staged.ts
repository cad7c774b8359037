import { type Configuration, sessionKey } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { distinct } from './distinct.ts';
import { groupBySession } from './group-by-session.ts';
import { promisingConfigurations } from './open-configurations.ts';
import { reachOf } from './reach.ts';
import { rowsOf, type SessionRow, spreadRows } from './session-rows.ts';
import type { Observation, StrategyFactory } from './strategy.ts';
import { createTrialMemory, type TrialMemory } from './trial-memory.ts';

/** Sessions tried first; a small machine has fewer, a large one is covered coarsely and refined later. */
const MOST_ROWS = 12;
/** Rows whose batch sizes are swept, best first. */
const SWEPT_ROWS = 2;
/** Where a sweep looks, as shares of the logarithmic range of batch sizes. */
const SWEEP = [0.5, 0.25, 0.75, 0, 1] as const;
/** The best and whoever is within 3 % of it are searched around, three at most. */
const NEAR_BEST = { logRatio: 0.03, count: 3 } as const;

interface Stage {
  readonly reason: string;
  readonly candidates: () => readonly Configuration[];
}

/** The row's configuration whose batch lies nearest to `share` of the way from the smallest to `largest`, on a log scale. */
function atShare(row: SessionRow, share: number, largest: number): Configuration | undefined {
  const smallest = row.configurations[0]?.batchSize ?? 1;
  const target = Math.log(smallest) + share * Math.log(Math.max(1, largest / smallest));
  const miss = (c: Configuration): number => Math.abs(Math.log(c.batchSize) - target);
  return row.configurations.toSorted((a, b) => miss(a) - miss(b))[0];
}

/** A middle batch for each row that has no measurement; below the batch that failed, if one did. */
function middles(
  rows: readonly SessionRow[],
  largest: number,
  memory: TrialMemory,
): readonly Configuration[] {
  return rows.flatMap((row) => {
    const isMeasured = row.configurations.some((c) => (memory.find(c)?.value ?? null) !== null);
    const possible = row.configurations.filter((c) => !memory.isDoomed(c));
    if (isMeasured || possible.length === 0) return [];
    const hasFailed = possible.length < row.configurations.length;
    const reach = hasFailed ? (possible.at(-1)?.batchSize ?? 1) : largest;
    const middle = atShare({ key: row.key, configurations: possible }, 0.5, reach);
    return middle ? [middle] : [];
  });
}

/** Sessions of these observations in their order, the first few. */
function leadingSessions(observations: readonly Observation[]): readonly string[] {
  const keys = new Set(observations.map((o) => sessionKey(o.configuration)));
  return [...keys].slice(0, SWEPT_ROWS);
}

/** Observations with a value, best first, whether or not the constraints held. */
function rankedByValue(memory: TrialMemory): readonly Observation[] {
  return memory
    .all()
    .filter((o) => o.value !== null)
    .sort((a, b) => (b.value as number) - (a.value as number));
}

/**
 * Batch sizes along the best rows, and along the fastest ones even where a constraint was missed: those only below
 * the batch that missed it, since smaller batches answer sooner and need less memory.
 */
function sweeps(
  rows: ReadonlyMap<string, SessionRow>,
  largest: number,
  memory: TrialMemory,
): readonly Configuration[] {
  const best = leadingSessions(memory.ranked());
  const fastest = leadingSessions(rankedByValue(memory)).filter((key) => !best.includes(key));
  const sweep = (key: string): readonly Configuration[] => {
    const row = rows.get(key);
    return SWEEP.flatMap((share) => (row && atShare(row, share, largest)) ?? []);
  };
  const belowMissed = (c: Configuration): boolean =>
    memory
      .all()
      .every(
        (o) =>
          o.feasible ||
          sessionKey(o.configuration) !== sessionKey(c) ||
          o.configuration.batchSize > c.batchSize,
      );
  return [...best.flatMap(sweep), ...fastest.flatMap(sweep).filter(belowMissed)];
}

function aroundBest(space: SearchSpace, memory: TrialMemory): readonly Configuration[] {
  const ranked = memory.ranked();
  const top = ranked[0]?.value ?? 0;
  const near = ranked.filter((o) => (o.value as number) >= top - NEAR_BEST.logRatio);
  return near.slice(0, NEAR_BEST.count).flatMap((o) => reachOf(space, o.configuration));
}

/**
 * The default until the model-based search: the runtime's default configuration, then threads × instances at a middle batch,
 * then batch sizes along the best rows, then whatever is one step from the best ones, until no step is left to try. Ends there
 * ("converged") unless nothing feasible was found: then it tries everything. What failed teaches: a larger batch or
 * more instances of the same kind are not tried.
 */
export const createStaged: StrategyFactory = ({ space }) => {
  const memory = createTrialMemory();
  const firstRows = spreadRows(space, MOST_ROWS);
  const rows = new Map(rowsOf(space.configurations).map((row) => [row.key, row]));
  const largest = space.configurations.reduce((most, c) => Math.max(most, c.batchSize), 1);
  const stages: readonly Stage[] = [
    { reason: "the runtime's default", candidates: () => [space.reference] },
    {
      reason: 'threads × instances at a middle batch',
      candidates: () => middles(firstRows, largest, memory),
    },
    {
      reason: 'batch sizes along the best rows',
      candidates: () => sweeps(rows, largest, memory),
    },
    { reason: 'one step from the best', candidates: () => aroundBest(space, memory) },
    {
      reason: 'nothing feasible found yet',
      candidates: () => (memory.ranked().length === 0 ? space.configurations : []),
    },
  ];

  return {
    name: 'staged',
    ask: (count, pending) => {
      const isPromising = promisingConfigurations(memory, pending);
      for (const { reason, candidates } of stages) {
        const open = distinct(candidates()).filter(isPromising);
        const group = groupBySession(open).slice(0, count);
        if (group.length > 0) return group.map((configuration) => ({ configuration, reason }));
      }
      return [];
    },
    tell: memory.remember,
  };
};
