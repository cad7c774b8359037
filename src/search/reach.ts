import { type Configuration, sessionKey } from '../space/configuration.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { distinct } from './distinct.ts';

/** Threads for comparing: the runtime's default takes every core, so it counts as more than any number. */
const threadsOf = (c: Configuration): number => c.intraOpThreads || Infinity;

/** Whether instances went one way and threads the other: the same work on the same cores, cut differently. */
function isTrade(from: Configuration, to: Configuration): boolean {
  const moreInstances = to.instances - from.instances;
  const moreThreads = threadsOf(to) - threadsOf(from);
  return moreInstances * moreThreads < 0;
}

/**
 * Configurations one move away: first other batch sizes of the same session (cheap), then one step in another knob, then
 * trades of instances for threads, which are two steps with a worse configuration between them.
 */
export function reachOf(space: SearchSpace, from: Configuration): readonly Configuration[] {
  const near = space.neighbours(from);
  const session = sessionKey(from);
  const isSameSession = (c: Configuration): boolean => sessionKey(c) === session;
  const steps = near.filter((c) => !isSameSession(c));
  const trades = steps
    .filter((c) => c.instances !== from.instances)
    .flatMap((c) => space.neighbours(c))
    .filter((c) => isTrade(from, c));
  return distinct([...near.filter(isSameSession), ...steps, ...trades]);
}
