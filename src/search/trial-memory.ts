import { type Configuration, configurationKey, sessionKey } from '../space/configuration.ts';
import type { Observation } from './strategy.ts';

/** What a strategy has been told, in the forms strategies ask for. */
export interface TrialMemory {
  remember(observation: Observation): void;
  find(configuration: Configuration): Observation | undefined;
  /** Everything told, in order. */
  all(): readonly Observation[];
  /** Trials with a value whose constraints held, best first; equals in the order they were told. */
  ranked(): readonly Observation[];
  /** Whether a smaller configuration of the same kind failed: no more instances, no larger batch, all else equal. */
  isDoomed(configuration: Configuration): boolean;
}

/** The value of a trial that may be recommended, -Infinity for any other. */
export function score(observation: Observation | undefined): number {
  if (!observation?.feasible || observation.status === 'failed') return -Infinity;
  return observation.value ?? -Infinity;
}

const kindOf = (c: Configuration): string => sessionKey({ ...c, instances: 1 });

/** A memory without any trial yet. */
export function createTrialMemory(): TrialMemory {
  const byKey = new Map<string, Observation>();
  const failedByKind = new Map<string, Configuration[]>();

  return {
    remember: (observation) => {
      const { configuration, status } = observation;
      byKey.set(configurationKey(configuration), observation);
      if (status !== 'failed') return;
      const kind = kindOf(configuration);
      failedByKind.set(kind, [...(failedByKind.get(kind) ?? []), configuration]);
    },
    find: (configuration) => byKey.get(configurationKey(configuration)),
    all: () => [...byKey.values()],
    ranked: () =>
      [...byKey.values()].filter((o) => score(o) > -Infinity).sort((a, b) => score(b) - score(a)),
    isDoomed: (c) =>
      // Most searches never fail, and naming the kinds of a large space takes longer than all else.
      failedByKind.size > 0 &&
      (failedByKind.get(kindOf(c)) ?? []).some(
        (failed) => c.batchSize >= failed.batchSize && c.instances >= failed.instances,
      ),
  };
}
