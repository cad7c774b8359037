import { type Configuration, configurationKey } from '../../space/configuration.ts';
import { createConfigurationEncoder } from '../../space/configuration-encoder.ts';
import type { FeatureKind } from '../../surrogate/kernel.ts';
import type { StrategyContext } from '../strategy.ts';
import type { Member } from './member.ts';
import { membersOf } from './members.ts';
import { ruleOfThumb } from './rule-of-thumb.ts';

/** Everything about a search that does not change. Configurations are spoken of by their index in the space. */
export interface Ground {
  readonly context: StrategyContext;
  readonly configurations: readonly Configuration[];
  /** By configuration key. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly features: readonly FeatureKind[];
  /** Configurations as numbers, one per feature. */
  readonly rows: readonly (readonly number[])[];
  readonly members: readonly Member[];
  /** null where the space leaves the reference out. */
  readonly reference: number | null;
}

/** Lays out a space and what is known of it. */
export function groundOf(context: StrategyContext): Ground {
  const { space, defaultThreads, prior } = context;
  const { configurations, knobs, reference } = space;
  const encoder = createConfigurationEncoder(knobs, defaultThreads);
  const rows = configurations.map((c) => encoder.encode(c));
  const thumb = ruleOfThumb(configurations, reference, defaultThreads);
  const members = membersOf(prior, { configurations, rows, encode: encoder.encode, thumb });
  const indexOf = new Map(configurations.map((c, i) => [configurationKey(c), i]));
  return {
    context,
    configurations,
    indexOf,
    features: encoder.features.map((f) => f.kind),
    rows,
    members,
    reference: indexOf.get(configurationKey(reference)) ?? null,
  };
}
