import type { Suggestion } from '../search/strategy.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { Trial } from './trial.ts';

/**
 * One configuration of each execution provider that no trial has tried: the one most like the reference. What is known
 * of a host's CPU, and what other models taught, says little of another device, so that a model of the search alone
 * may never look there.
 */
export function providerOpeners(
  { reference, configurations }: SearchSpace,
  trials: readonly Trial[],
): readonly Suggestion[] {
  const tried = new Set(trials.map((trial) => trial.configuration.provider));
  const others = new Set(configurations.map((c) => c.provider).filter((p) => !tried.has(p)));
  others.delete(reference.provider);
  return [...others].flatMap((provider) => {
    const members = configurations.filter((c) => c.provider === provider);
    const alike = members.find(
      (c) => c.batchSize === reference.batchSize && c.instances === reference.instances,
    );
    const configuration = alike ?? members[0];
    return configuration === undefined
      ? []
      : [{ configuration, reason: `the first of ${provider}: every provider is tried` }];
  });
}
