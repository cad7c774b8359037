import type { Configuration } from './configuration.ts';

/** A dimension of the configuration and the values it may take, in their natural order. */
export interface Knob<K extends keyof Configuration = keyof Configuration> {
  readonly name: K;
  readonly values: readonly Configuration[K][];
}

/** Every valid configuration on this host for this model, enumerated (10^1 to 10^5 of them). */
export interface SearchSpace {
  readonly knobs: readonly Knob[];
  readonly configurations: readonly Configuration[];
  /** The runtime's default at the model's own batch size: always valid, the reference of every heat. */
  readonly reference: Configuration;
  has(configuration: Configuration): boolean;
  /** Valid configurations that differ in one knob by one step. */
  neighbours(configuration: Configuration): readonly Configuration[];
}
