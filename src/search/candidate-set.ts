import { type Configuration, configurationKey } from '../space/configuration.ts';
import {
  type ConfigurationEncoder,
  createConfigurationEncoder,
} from '../space/configuration-encoder.ts';
import type { Observation, StrategyContext } from './strategy.ts';
import { createTrialMemory, type TrialMemory } from './trial-memory.ts';

/** One configuration with its coordinates. */
export interface Candidate {
  readonly configuration: Configuration;
  readonly row: readonly number[];
  /** Its place in the space; -1 for a reference that the space leaves out. */
  readonly at: number;
}

/** A space in coordinates, together with what was told of it: encoded once, so that asking costs no string work. */
export interface CandidateSet {
  readonly features: ConfigurationEncoder['features'];
  readonly memory: TrialMemory;
  /** Coordinates of the space's configurations, in its order. */
  readonly rows: readonly (readonly number[])[];
  /** Place of a configuration in the space; -1 where it is not a member. */
  placeOf(configuration: Configuration): number;
  remember(observation: Observation): void;
  encode(configuration: Configuration): readonly number[];
  /** What may be suggested, the reference first, then in the space's order: neither finished, pending nor doomed. */
  open(pending: readonly Configuration[]): readonly Candidate[];
  /** Places of the members of the space that may be suggested, in its order. */
  openPlaces(pending: readonly Configuration[]): readonly number[];
}

/** The whole space, nothing told. */
export function createCandidateSet({ space, defaultThreads }: StrategyContext): CandidateSet {
  const { features, encode } = createConfigurationEncoder(space.knobs, defaultThreads);
  const memory = createTrialMemory();
  const rows = space.configurations.map(encode);
  const { reference } = space;
  const all = new Map<string, Candidate>([
    [configurationKey(reference), { configuration: reference, row: encode(reference), at: -1 }],
  ]);
  space.configurations.forEach((own, at) => {
    const key = configurationKey(own);
    const { configuration } = all.get(key) ?? { configuration: own };
    all.set(key, { configuration, row: rows[at] ?? [], at });
  });
  const left = new Map(all);
  const isLeft = new Uint8Array(rows.length).fill(1);
  const drop = (key: string): void => {
    const at = left.get(key)?.at ?? -1;
    if (at >= 0) isLeft[at] = 0;
    left.delete(key);
  };
  const placeOf = (configuration: Configuration): number =>
    all.get(configurationKey(configuration))?.at ?? -1;
  return {
    features,
    memory,
    rows,
    placeOf,
    encode,
    remember: (observation) => {
      memory.remember(observation);
      drop(configurationKey(observation.configuration));
      if (observation.status !== 'failed') return;
      for (const [key, { configuration }] of left) {
        if (memory.isDoomed(configuration)) drop(key);
      }
    },
    open: (pending) => {
      if (pending.length === 0) return [...left.values()];
      const rest = new Map(left);
      for (const configuration of pending) rest.delete(configurationKey(configuration));
      return [...rest.values()];
    },
    openPlaces: (pending) => {
      const busy = new Set(pending.map(placeOf));
      const places: number[] = [];
      for (let at = 0; at < isLeft.length; at++) {
        if (isLeft[at] === 1 && !busy.has(at)) places.push(at);
      }
      return places;
    },
  };
}
