import type { Configuration } from '../space/configuration.ts';
import { distinct } from './distinct.ts';
import { promisingConfigurations } from './open-configurations.ts';
import type { Strategy } from './strategy.ts';
import { createTrialMemory, score } from './trial-memory.ts';

/**
 * A search told as a story: yields what it has to know before it can go on, and decides by the scores of what it yielded
 * (`score` of the trial; -Infinity for what failed, missed a constraint, is pending or bound to fail). It returns
 * where it ends. Told from the start at every ask, so it keeps no state of its own.
 */
export type Walk = (
  scoreOf: (configuration: Configuration) => number,
) => Generator<readonly Configuration[], void>;

/**
 * A strategy that follows a walk. Pending configurations and larger ones of what failed count as known and of no
 * help: the walk goes on without them.
 */
export function createWalk(name: string, reason: string, walk: Walk): Strategy {
  const memory = createTrialMemory();
  return {
    name,
    ask: (count, pending) => {
      const open = promisingConfigurations(memory, pending);
      for (const configurations of walk((c) => score(memory.find(c)))) {
        const unknown = distinct(configurations).filter(open);
        if (unknown.length > 0) {
          return unknown.slice(0, count).map((configuration) => ({ configuration, reason }));
        }
      }
      return [];
    },
    tell: memory.remember,
  };
}
