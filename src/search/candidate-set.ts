import { type Configuration, configurationKey } from '../space/configuration.ts';
import {
  type ConfigurationEncoder,
  createConfigurationEncoder,
} from '../space/configuration-encoder.ts';
import { distinct } from './distinct.ts';
import type { Observation, StrategyContext } from './strategy.ts';
import { createTrialMemory, type TrialMemory } from './trial-memory.ts';

/** One configuration with its coordinates. */
export interface Candidate {
  readonly configuration: Configuration;
  readonly row: readonly number[];
}

/** A space in coordinates, together with what was told of it: encoded once, so that asking costs no string work. */
export interface CandidateSet {
  readonly features: ConfigurationEncoder['features'];
  readonly memory: TrialMemory;
  readonly reference: Candidate;
  remember(observation: Observation): void;
  encode(configuration: Configuration): readonly number[];
  /** What may be suggested, in the space's order: neither finished, pending nor doomed. */
  open(pending: readonly Configuration[]): readonly Candidate[];
}

/** The whole space, nothing told. */
export function createCandidateSet({ space, defaultThreads }: StrategyContext): CandidateSet {
  const { features, encode } = createConfigurationEncoder(space.knobs, defaultThreads);
  const memory = createTrialMemory();
  const all = new Map(
    distinct([space.reference, ...space.configurations]).map((configuration) => [
      configurationKey(configuration),
      { configuration, row: encode(configuration) },
    ]),
  );
  const left = new Map(all);
  return {
    features,
    memory,
    reference: { configuration: space.reference, row: encode(space.reference) },
    encode,
    remember: (observation) => {
      memory.remember(observation);
      left.delete(configurationKey(observation.configuration));
      if (observation.status !== 'failed') return;
      for (const [key, { configuration }] of left) {
        if (memory.isDoomed(configuration)) left.delete(key);
      }
    },
    open: (pending) => {
      if (pending.length === 0) return [...left.values()];
      const rest = new Map(left);
      for (const configuration of pending) rest.delete(configurationKey(configuration));
      return [...rest.values()];
    },
  };
}
