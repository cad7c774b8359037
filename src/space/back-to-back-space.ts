import { type Configuration, configurationKey } from './configuration.ts';
import { enumerateSpace } from './enumerate-space.ts';
import type { SearchSpace } from './search-space.ts';

/** The configuration without a batcher in front: all its instances run full batches, one after the other. */
export function backToBack<C extends Configuration>({
  maxQueueDelayMs: _,
  ...rest
}: C): Omit<C, 'maxQueueDelayMs'> {
  return rest;
}

/** The space without the batcher's delay, each configuration once, in the order of first mention. */
export function backToBackSpace(
  { knobs, configurations, reference }: SearchSpace,
  defaultThreads: number,
): SearchSpace {
  const standard = backToBack(reference);
  const distinct = new Map([[configurationKey(standard), standard]]);
  const members = new Map<string, Configuration>();
  for (const configuration of configurations) {
    const bare = backToBack(configuration);
    const key = configurationKey(bare);
    members.set(key, distinct.get(key) ?? bare);
  }
  return enumerateSpace(
    knobs.filter(({ name }) => name !== 'maxQueueDelayMs'),
    [...members.values()],
    standard,
    defaultThreads,
  );
}
