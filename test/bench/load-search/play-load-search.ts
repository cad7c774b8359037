import type { Random } from '../../../src/core/random.ts';
import type { Observation, Strategy } from '../../../src/search/strategy.ts';
import { type Configuration, configurationKey } from '../../../src/space/configuration.ts';
import { type LoadSearchTask, LUCKS } from './load-task.ts';

/** One search under a load that was played. */
export interface PlayedLoadSearch {
  /**
   * Share of the best given away after each probe by the best of the three that would be chosen: the final race, with fresh
   * and longer blocks, tells them apart and sees which of them keep the bound. 1 where none does.
   */
  readonly regrets: readonly number[];
  /** Of the first suggestion after the default; null where there is none. */
  readonly first: { readonly regret: number; readonly holds: boolean } | null;
  /** Probes until the first configuration that truly keeps the bound was measured, the default included; infinite if never. */
  readonly probesToFeasible: number;
  /** Probes spent on configurations that do not keep it. */
  readonly infeasible: number;
}

/** Plays one search: the default first, then one probe after another. */
export function playLoadSearch(
  task: LoadSearchTask,
  strategy: Strategy,
  random: Random,
  mostProbes: number,
): PlayedLoadSearch {
  const { truth, space } = task;
  const best = Math.max(...truth.values());
  const worthOf = (c: Configuration): number => truth.get(configurationKey(c)) ?? -Infinity;
  const regretOf = (c: Configuration): number => Math.max(0, 1 - Math.exp(worthOf(c) - best));
  const seen: Observation[] = [];
  const regrets: number[] = [];
  let first: PlayedLoadSearch['first'] = null;
  let next: Configuration | undefined = space.reference;
  while (next !== undefined && regrets.length < mostProbes) {
    const observation = task.observe(next, random.fork(configurationKey(next)).integer(LUCKS));
    seen.push(observation);
    strategy.tell(observation);
    regrets.push(Math.min(1, ...finalistsOf(strategy, seen).map(regretOf)));
    if (regrets.length === mostProbes) break;
    next = strategy.ask(1, [])[0]?.configuration;
    if (regrets.length === 1 && next !== undefined) {
      first = { regret: regretOf(next), holds: worthOf(next) > -Infinity };
    }
  }
  const held = seen.map((o) => worthOf(o.configuration) > -Infinity);
  const at = held.indexOf(true);
  return {
    regrets,
    first,
    probesToFeasible: at < 0 ? Infinity : at + 1,
    infeasible: held.filter((h) => !h).length,
  };
}

const FINALISTS = 3;

/** What would meet in the final race now, the likeliest winner first. */
function finalistsOf(strategy: Strategy, seen: readonly Observation[]): readonly Configuration[] {
  const ranking =
    strategy.ranking?.() ??
    seen
      .filter((o) => o.feasible && o.value !== null)
      .sort((a, b) => (b.value as number) - (a.value as number))
      .map((o) => o.configuration);
  return ranking.slice(0, FINALISTS);
}
