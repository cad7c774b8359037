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

/** A test for what is worth suggesting: open, and nothing smaller of its kind failed. */
export function promisingConfigurations(
  memory: TrialMemory,
  pending: readonly Configuration[],
): (configuration: Configuration) => boolean {
  const isOpen = openConfigurations(memory, pending);
  return (configuration) => isOpen(configuration) && !memory.isDoomed(configuration);
}
