import type { Configuration } from '../space/configuration.ts';
import { groupBySession } from './group-by-session.ts';
import { openConfigurations } from './open-configurations.ts';
import type { Strategy } from './strategy.ts';
import { createTrialMemory } from './trial-memory.ts';

/** A strategy that walks a list decided beforehand, whatever the measurements say; failures teach it nothing. */
export function createFixedOrder(
  name: string,
  order: readonly Configuration[],
  reason: string,
): Strategy {
  const memory = createTrialMemory();
  return {
    name,
    ask: (count, pending) => {
      const open = order.filter(openConfigurations(memory, pending)).slice(0, count);
      return groupBySession(open).map((configuration) => ({ configuration, reason }));
    },
    tell: memory.remember,
  };
}
