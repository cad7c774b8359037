import { type Configuration, configurationKey } from '../space/configuration.ts';
import type { TrialMemory } from './trial-memory.ts';

/** A test for what may still be suggested: neither finished nor pending. */
export function openConfigurations(
  memory: TrialMemory,
  pending: readonly Configuration[],
): (configuration: Configuration) => boolean {
  const taken = new Set(pending.map(configurationKey));
  return (configuration) =>
    !taken.has(configurationKey(configuration)) && memory.find(configuration) === undefined;
}
