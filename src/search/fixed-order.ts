import type { Configuration } from '../space/configuration.ts';
import { groupBySession } from './group-by-session.ts';
import { openConfigurations } from './open-configurations.ts';
import type { Strategy } from './strategy.ts';
import { createTrialMemory } from './trial-memory.ts';

/** The first `count` that pass the test, without testing the rest. */
function firstOf<T>(
  items: readonly T[],
  passes: (item: T) => boolean,
  count: number,
): readonly T[] {
  const found: T[] = [];
  for (const item of items) {
    if (found.length >= count) break;
    if (passes(item)) found.push(item);
  }
  return found;
}

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
      const open = firstOf(order, openConfigurations(memory, pending), count);
      return groupBySession(open).map((configuration) => ({ configuration, reason }));
    },
    tell: memory.remember,
  };
}
